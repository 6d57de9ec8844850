"""Trials of drafts: what can be tried, by whom, and what was answered."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, Role, may_label
from app.domain.trials import Outcome, Tried, compare
from app.errors import NotFound
from app.queries.previews import select_scope_tasks
from app.queries.scopes import led_tasks
from app.records.labels import CurrentLabel
from app.records.members import Member
from app.records.questions import Case, Flag, Ruling
from app.records.revisions import Revision
from app.records.tasks import Gold, Task
from app.records.trials import Trial, TrialAnswer, TrialMember, TrialTask


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can take part: the tasks that they have labels on, and whether they flagged a
    task that led to the draft."""

    member_id: int
    name: str
    labels: int
    has_flagged: bool


def find_trial(db: Session, revision_id: int, number: int | None = None) -> Trial | None:
    """A draft's trial by its number, or the newest."""
    query = select(Trial).where(Trial.revision_id == revision_id)
    if number is not None:
        query = query.where(Trial.number == number)
    return db.exec(query.order_by(col(Trial.number).desc()).limit(1)).first()


def find_open_trial(db: Session, revision_id: int) -> Trial | None:
    """The trial of a draft that goes on."""
    query = select(Trial).where(Trial.revision_id == revision_id)
    return db.exec(query.where(col(Trial.ended_at).is_(None))).first()


def list_trials(db: Session, revision_id: int) -> list[Trial]:
    """A draft's trials, the newest first."""
    query = select(Trial).where(Trial.revision_id == revision_id)
    return list(db.exec(query.order_by(col(Trial.number).desc())))


def find_trial_of_key(db: Session, key: UUID) -> Trial | None:
    """A trial by its key, for what the house itself tells whom it invited."""
    return db.exec(select(Trial).where(Trial.key == key)).first()


def get_own_trial(db: Session, actor: Actor, key: UUID) -> Trial:
    """A trial that the actor was asked to take part in; to all others there is none."""
    query = (
        select(Trial)
        .join(TrialMember, col(TrialMember.trial_id) == col(Trial.id))
        .where(
            Trial.key == key,
            Trial.project_id == actor.project_id,
            TrialMember.member_id == actor.member_id,
        )
    )
    trial = db.exec(query).first()
    if trial is None or not may_label(actor):
        raise NotFound
    return trial


def list_own_trials(db: Session, actor: Actor) -> list[tuple[Trial, int]]:
    """The trials that wait for the actor, each with how many of its tasks are still open."""
    if not may_label(actor):
        return []
    answered = exists().where(
        col(TrialAnswer.trial_id) == col(TrialTask.trial_id),
        col(TrialAnswer.task_id) == col(TrialTask.task_id),
        col(TrialAnswer.member_id) == actor.member_id,
    )
    rows = db.execute(
        select(Trial, func.count())
        .join(TrialMember, col(TrialMember.trial_id) == col(Trial.id))
        .join(TrialTask, col(TrialTask.trial_id) == col(Trial.id))
        .where(
            Trial.project_id == actor.project_id,
            TrialMember.member_id == actor.member_id,
            col(Trial.ended_at).is_(None),
            ~answered,
        )
        .group_by(col(Trial.id))
        .order_by(col(Trial.id))
    )
    return [(trial, count) for trial, count in rows]


def is_tried(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether a task lies before the actor in a trial that goes on."""
    query = (
        pick(col(Trial.id))
        .join(TrialMember, col(TrialMember.trial_id) == col(Trial.id))
        .join(TrialTask, col(TrialTask.trial_id) == col(Trial.id))
        .where(
            col(TrialTask.task_id) == task_id,
            col(TrialMember.member_id) == actor.member_id,
            col(Trial.ended_at).is_(None),
        )
    )
    return may_label(actor) and db.execute(query.limit(1)).first() is not None


def list_contested(db: Session, draft: Revision) -> tuple[list[int], list[int]]:
    """The tasks inside and outside of a draft's scope that a trial can be held on: people differ
    on them, independently of one another, and nothing of the draft was learned from them. Tasks
    with trusted answers and bad ones are left out."""
    rulings = pick(col(Ruling.id)).where(col(Ruling.revision_id) == draft.id)
    cases = pick(col(Case.task_id)).where(
        col(Case.ruling_id).in_(rulings), col(Case.task_id).is_not(None)
    )
    differing = (
        pick(col(CurrentLabel.task_id))
        .where(col(CurrentLabel.project_id) == draft.project_id, col(CurrentLabel.counts))
        .group_by(col(CurrentLabel.task_id))
        .having(func.count(func.distinct(col(CurrentLabel.independent))) > 1)
    )
    contested = pick(col(Task.id)).where(
        col(Task.id).in_(differing),
        col(Task.state) != "bad",
        col(Task.id).not_in(cases),
        col(Task.id).not_in(led_tasks(draft.id or 0)),
        ~exists().where(col(Gold.task_id) == col(Task.id)),
    )
    everything = set(db.execute(contested).scalars())
    in_scope = select_scope_tasks(db, draft).where(col(Task.id).in_(differing))
    inside = everything & set(db.execute(in_scope).scalars())
    return sorted(inside), sorted(everything - inside)


def map_current(db: Session, task_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """What people say of tasks independently of one another: (member, value) by task."""
    found: dict[int, list[tuple[int, str]]] = {each: [] for each in task_ids}
    rows = db.execute(
        select(CurrentLabel.task_id, CurrentLabel.member_id, CurrentLabel.independent)
        .where(col(CurrentLabel.task_id).in_(task_ids), col(CurrentLabel.counts))
        .order_by(col(CurrentLabel.member_id))
    )
    for task_id, member_id, value in rows:
        found[task_id].append((member_id, value))
    return found


def list_candidates(db: Session, draft: Revision) -> list[Candidate]:
    """Labelers who can sign in; first those who flagged nothing that led to the draft, and of them
    those who labeled most."""
    labels = (
        pick(func.count())
        .where(col(CurrentLabel.member_id) == col(Member.id))
        .correlate(Member)
        .scalar_subquery()
    )
    flagged = exists().where(
        col(Flag.member_id) == col(Member.id),
        col(Flag.task_id).in_(led_tasks(draft.id or 0)),
    )
    rows = db.execute(
        pick(col(Member.id), col(Member.name), labels, flagged).where(
            col(Member.project_id) == draft.project_id,
            col(Member.role) == Role.LABELER,
            col(Member.account_id).is_not(None),
            col(Member.removed_at).is_(None),
        )
    )
    found = [Candidate(row[0], row[1], row[2], bool(row[3])) for row in rows]
    return sorted(found, key=lambda each: (each.has_flagged, -each.labels, each.name))


def list_tried(db: Session, trial_id: int) -> list[tuple[TrialTask, Task]]:
    """A trial's tasks, in their order."""
    rows = db.execute(
        select(TrialTask, Task)
        .join(Task, col(Task.id) == col(TrialTask.task_id))
        .where(TrialTask.trial_id == trial_id)
        .order_by(col(TrialTask.place))
    )
    return [(tried, task) for tried, task in rows]


def list_invited(db: Session, trial_id: int) -> list[Member]:
    """Who was asked to take part, by name; those who have left the project, too."""
    query = select(Member).join(TrialMember, col(TrialMember.member_id) == col(Member.id))
    query = query.where(TrialMember.trial_id == trial_id)
    return list(db.exec(query.order_by(col(Member.name), col(Member.id))))


def list_answers(db: Session, trial_id: int, member_id: int | None = None) -> list[TrialAnswer]:
    """The answers of a trial, or somebody's own, in the order given."""
    query = select(TrialAnswer).where(TrialAnswer.trial_id == trial_id)
    if member_id is not None:
        query = query.where(TrialAnswer.member_id == member_id)
    return list(db.exec(query.order_by(col(TrialAnswer.answered_at), col(TrialAnswer.member_id))))


def map_expected(db: Session, draft_id: int, task_ids: list[int]) -> dict[int, str]:
    """What cases say of these tasks, where they say one thing: those of other rulings, for on the
    draft's own it is not tried."""
    own = pick(col(Ruling.id)).where(col(Ruling.revision_id) == draft_id)
    query = select(Case.task_id, Case.value).where(
        col(Case.task_id).in_(task_ids),
        col(Case.ruling_id).is_(None) | col(Case.ruling_id).not_in(own),
    )
    values: dict[int, set[str]] = {}
    for task_id, value in db.execute(query):
        values.setdefault(task_id, set()).add(value)
    return {task_id: found.pop() for task_id, found in values.items() if len(found) == 1}


@dataclass(frozen=True, slots=True)
class Reading:
    """A trial's tasks and answers, read once."""

    trial: Trial
    rows: list[tuple[TrialTask, Task]]
    answers: list[TrialAnswer]

    def given(self) -> dict[int, Tried]:
        """The answers before and after, by task."""
        after: dict[int, list[str]] = {}
        for each in self.answers:
            after.setdefault(each.task_id, []).append(each.value)
        return {
            tried.task_id: Tried(
                tuple(value for _, value in tried.before), tuple(after.get(tried.task_id, ()))
            )
            for tried, _ in self.rows
        }

    def outcome(self) -> Outcome:
        """Agreement before and after."""
        return compare(self.given().values(), self.trial.seed)


def read_trial(db: Session, trial: Trial) -> Reading:
    """What was answered so far."""
    return Reading(trial, list_tried(db, trial.id or 0), list_answers(db, trial.id or 0))
