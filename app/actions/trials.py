"""Trials of a draft: opened by the ML team, answered by those whom it asks, and ended.

What is answered here is no label: it is never measured with them, exported or learned from.
"""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.editions import need_edition
from app.clock import now
from app.domain.answers import parse_answer
from app.domain.roles import Actor, may_label
from app.domain.texts import check_text
from app.domain.trials import FEWEST_PEOPLE, MOST, MOST_PEOPLE, choose_tasks
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.guidelines import list_types
from app.queries.places import find_task_id
from app.queries.terms import get_schema
from app.queries.trials import (
    find_open_trial,
    find_trial,
    get_own_trial,
    list_answers,
    list_candidates,
    list_contested,
    list_invited,
    list_tried,
    map_current,
)
from app.records.events import record
from app.records.revisions import Revision
from app.records.trials import Trial, TrialAnswer, TrialMember, TrialTask

COMMENT_BYTES = 2000


def open_trial(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    tasks: int,
    people: Sequence[int],
    seed: int | None = None,
) -> Trial:
    """Let these people try a draft, as it stands in this edition, on so many contested tasks, or
    on all there are. Raises Conflict while another trial of it goes on."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    if find_open_trial(db, draft.id or 0):
        raise Conflict(say("A trial of this draft goes on. Stop it before you open another."))
    if not list_types(db, draft):
        raise Invalid(say("This draft changes nothing yet; there is nothing to try."), "changes")
    if not 1 <= tasks <= MOST:
        raise Invalid(say("A trial has 1 to %(most)s tasks.", most=MOST), "tasks")
    chosen = _need_people(db, draft, people)
    seed = secrets.randbits(31) if seed is None else seed
    last = find_trial(db, draft.id or 0)
    trial = Trial(
        project_id=actor.project_id,
        revision_id=draft.id or 0,
        number=last.number + 1 if last else 1,
        edition=edition,
        base_id=draft.base_id,
        markdown=draft.markdown,
        seed=seed,
        opened_by=actor.member_id,
    )
    db.add(trial)
    db.flush()
    _put_tasks(db, trial, draft, tasks)
    rows = [{"trial_id": trial.id, "member_id": each} for each in chosen]
    db.execute(insert(TrialMember), rows)
    _tell(db, actor, "trial.opened", trial, draft)
    for each in chosen:
        about = {"trial": str(trial.key), "by": actor.member_id}
        record(
            db, actor, "trial.invited", subject=trial.id or 0, audience=f"member:{each}", **about
        )
    return trial


def answer_trial(
    db: Session,
    actor: Actor,
    key: UUID,
    task_key: UUID,
    *,
    raw: object,
    comment: str = "",
    seconds: float | None = None,
) -> TrialAnswer:
    """Answer a task of a trial by the draft's text. As long as the trial goes on one may answer
    again: the newest answer counts. The last open answer of all ends the trial."""
    trial = get_own_trial(db, actor, key)
    task_id = find_task_id(db, actor, task_key)
    if task_id is None or db.get(TrialTask, (trial.id, task_id)) is None:
        raise NotFound
    if trial.ended_at is not None:
        raise Conflict(say("This trial has ended. What you have answered is kept."))
    answer = parse_answer(get_schema(db, actor.project_id), raw)
    comment = " ".join(check_text(comment, most=COMMENT_BYTES, field="comment").split())
    given = db.get(TrialAnswer, (trial.id, task_id, actor.member_id)) or TrialAnswer(
        trial_id=trial.id or 0, task_id=task_id, member_id=actor.member_id, value=""
    )
    given.value, given.answer = answer.value, answer.data
    given.comment, given.seconds, given.answered_at = comment, seconds, now()
    db.add(given)
    db.flush()
    draft = db.get_one(Revision, trial.revision_id)
    _tell(db, actor, "trial.answered", trial, draft)
    if _is_complete(db, trial):
        _end(db, actor, trial, draft, "answered")
    return given


def stop_trial(db: Session, actor: Actor, number: int) -> Trial:
    """End a draft's trial; what was answered stays."""
    draft = get_editable(db, actor, number)
    trial = find_open_trial(db, draft.id or 0)
    if trial is None:
        raise Conflict(say("No trial of this draft goes on."))
    _end(db, actor, trial, draft, "stopped")
    return trial


def end_trial_of(db: Session, actor: Actor, draft: Revision, ending: str) -> None:
    """A draft that was published or given up is tried no longer."""
    trial = find_open_trial(db, draft.id or 0)
    if trial is not None:
        _end(db, actor, trial, draft, ending)


def _need_people(db: Session, draft: Revision, people: Sequence[int]) -> list[int]:
    chosen = sorted(set(people))
    if not FEWEST_PEOPLE <= len(chosen) <= MOST_PEOPLE:
        raise Invalid(
            say("Choose %(least)s to %(most)s labelers.", least=FEWEST_PEOPLE, most=MOST_PEOPLE),
            "people",
        )
    if set(chosen) - {each.member_id for each in list_candidates(db, draft)}:
        raise Invalid(
            say("Only labelers of this project who can sign in take part in a trial."), "people"
        )
    return chosen


def _put_tasks(db: Session, trial: Trial, draft: Revision, most: int) -> None:
    inside, outside = list_contested(db, draft)
    chosen = choose_tasks(inside, outside, most, trial.seed)
    if not chosen:
        raise Invalid(
            say(
                "On no task do people differ, those left out that led to this draft: there is "
                "nothing to try it on."
            ),
            "tasks",
        )
    before, scope = map_current(db, chosen), set(inside)
    rows = [
        {
            "trial_id": trial.id,
            "task_id": each,
            "place": place,
            "in_scope": each in scope,
            "before": before[each],
        }
        for place, each in enumerate(chosen)
    ]
    db.execute(insert(TrialTask), rows)


def _is_complete(db: Session, trial: Trial) -> bool:
    """Whether everybody who still works in the project has answered everything."""
    asked = {
        each.id
        for each in list_invited(db, trial.id or 0)
        if each.removed_at is None and may_label(each.role)
    }
    answers = list_answers(db, trial.id or 0)
    tasks = len(list_tried(db, trial.id or 0))
    return sum(each.member_id in asked for each in answers) == tasks * len(asked)


def _end(db: Session, actor: Actor, trial: Trial, draft: Revision, ending: str) -> None:
    trial.ended_at, trial.ending = now(), ending
    db.add(trial)
    db.flush()
    _tell(db, actor, "trial.ended", trial, draft)
    for member in list_invited(db, trial.id or 0):
        about = {"trial": str(trial.key), "member": member.id}
        audience = f"member:{member.id}"
        record(db, actor, "trial.closed", subject=trial.id or 0, audience=audience, **about)


def _tell(db: Session, actor: Actor, kind: str, trial: Trial, draft: Revision) -> None:
    about = {"draft": draft.number, "trial": trial.number}
    record(db, actor, kind, subject=draft.id or 0, audience="staff", **about)
