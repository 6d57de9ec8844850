"""What open questions and rulings in force are known by, and which of them somebody may be offered.

Nothing of what labelers wrote is among it but the title of a question before the ML team gives it
one, which is for its author and staff alone; and no answer of anybody, trusted ones included.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session, col, func, or_, select

from app.domain.likeness import MOST_CHARACTERS
from app.domain.resemblances import Known, Subject
from app.domain.roles import Actor, is_staff
from app.queries.events import get_head
from app.queries.notices import list_news
from app.records.questions import Case, Flag, Question, Ruling
from app.records.resemblances import Dissimilarity
from app.records.tasks import Task

# kinds of events after which the texts may be others
KINDS = (
    *(f"question.{verb}" for verb in ("opened", "merged", "answered", "declined", "ruled")),
    *("question.titled", "question.reopened", "question.separated"),
    *("flag.raised", "flag.redacted"),
    *("ruling.made", "ruling.withdrawn", "ruling.came_in_force", "case.added", "case.removed"),
    *("revision.published", "revision.withdrawn", "guideline.imported"),
)
TASK, QUESTION = "task", "question"  # what somebody may look from
MOST_SUBJECTS = 2_000  # questions, and as many rulings, the newest
MOST_TEXTS = 3_000  # of flagged tasks, and as many cases, the newest
MOST_OF_ONE = 12  # of one question or ruling: what many ask about is known by some of it

Stood = tuple[str, int]  # an epoch of the log, and a place in it
Text = tuple[int | None, str, str]  # of a task, if it is of one; and the words that were meant


def list_news_of(
    db: Session, actor: Actor, stood: Stood | None
) -> tuple[Stood, list[Known] | None]:
    """Where the log stands, and what the open questions and the rulings in force are known by;
    None where that is as it was when the log stood elsewhere."""
    head = get_head(db, actor.project_id)
    now = (head.epoch, head.seq)
    if stood is not None and stood[0] == head.epoch:
        is_news = stood[1] < head.seq
        if not is_news or not list_news(db, actor.project_id, stood[1], KINDS, 1):
            return now, None
    return now, _list_known(db, actor.project_id)


def map_offerable(
    db: Session, actor: Actor, subjects: Iterable[Subject]
) -> dict[Subject, tuple[Question, Ruling | None]]:
    """Those of the questions and rulings that stand now and that the actor may be offered: to
    labelers, questions that the ML team has put in words of its own, and their own."""
    wanted = list(subjects)
    ids = {kind: [one.id for one in wanted if one.kind == kind] for kind in ("question", "ruling")}
    query = select(Question).where(
        Question.project_id == actor.project_id,
        Question.state == "open",
        col(Question.id).in_(ids["question"]),
    )
    if not is_staff(actor):
        own = col(Question.opened_by) == actor.member_id
        query = query.where(or_(col(Question.titled_by_team).is_(True), own))
    found: dict[Subject, tuple[Question, Ruling | None]] = {
        Subject("question", one.id or 0): (one, None) for one in db.exec(query)
    }
    ruled = (
        select(Ruling, Question)
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .where(
            Ruling.project_id == actor.project_id,
            Ruling.state == "in_force",
            col(Ruling.id).in_(ids["ruling"]),
        )
    )
    for ruling, question in db.exec(ruled):
        found[Subject("ruling", ruling.id or 0)] = (question, ruling)
    return found


def find_subject(db: Session, actor: Actor, kind: str, number: int) -> Subject | None:
    """A question or ruling by its number, if the actor may be offered it now."""
    model: Any = Ruling if kind == "ruling" else Question
    found = db.execute(
        select(model.id).where(model.project_id == actor.project_id, model.number == number)
    ).scalar()
    subject = Subject(kind, found or 0)
    return subject if subject in map_offerable(db, actor, [subject]) else None


def list_dissimilar(db: Session, actor: Actor, place: str, place_id: int) -> set[Subject]:
    """What the actor has said is not like a task or a question."""
    said = db.execute(
        select(Dissimilarity.kind, Dissimilarity.subject_id).where(
            Dissimilarity.member_id == actor.member_id,
            Dissimilarity.place == place,
            Dissimilarity.place_id == place_id,
        )
    )
    return {Subject(row[0], row[1]) for row in said}


def _list_known(db: Session, project_id: int) -> list[Known]:
    open_ = (
        select(Question)
        .where(Question.project_id == project_id, Question.state == "open")
        .order_by(col(Question.id).desc())
        .limit(MOST_SUBJECTS)
    )
    ruled = (
        select(Ruling, Question)
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .where(Ruling.project_id == project_id, Ruling.state == "in_force")
        .order_by(col(Ruling.id).desc())
        .limit(MOST_SUBJECTS)
    )
    flagged = _map_flagged(db, project_id)
    known: list[Known] = []
    for question in db.exec(open_):
        known += _of_question(question, flagged.get(question.id or 0, []))
    cases = _map_cases(db, project_id)
    for ruling, question in db.exec(ruled):
        texts = [*cases.get(ruling.id or 0, []), *flagged.get(question.id or 0, [])]
        known += _of_ruling(ruling, question, texts)
    return known


def _of_question(question: Question, texts: list[Text]) -> Iterator[Known]:
    subject = Subject("question", question.id or 0)
    only_for = None if question.titled_by_team else question.opened_by
    yield Known(subject, question.title, only_for=only_for)
    yield from _of_tasks(subject, texts, only_for)


def _of_ruling(ruling: Ruling, question: Question, texts: list[Text]) -> Iterator[Known]:
    subject = Subject("ruling", ruling.id or 0)
    only_for = None if question.titled_by_team else question.opened_by
    yield Known(subject, question.title, only_for=only_for)
    for text in (ruling.condition, ruling.exceptions):
        if text.strip():
            yield Known(subject, text)
    yield from _of_tasks(subject, texts)


def _of_tasks(subject: Subject, texts: list[Text], only_for: int | None = None) -> Iterator[Known]:
    """The texts of tasks, each once, and the words in them that were meant; invented examples."""
    seen: set[int | None] = set()
    for task_id, body, quote in texts[:MOST_OF_ONE]:
        if body.strip() and (task_id is None or task_id not in seen):
            seen.add(task_id)
            yield Known(subject, body, task_id, only_for=only_for)
        if quote.strip():
            yield Known(subject, quote, task_id, whole=body, only_for=only_for)


def _map_flagged(db: Session, project_id: int) -> dict[int, list[Text]]:
    """By question: its flagged tasks, their texts, and the words that were meant."""
    found: dict[int, list[Text]] = defaultdict(list)
    flags = (
        select(Flag.question_id, Flag.task_id, _beginning(), Flag.anchor)
        .join(Question, col(Question.id) == col(Flag.question_id))
        .join(Task, col(Task.id) == col(Flag.task_id))
        .where(Question.project_id == project_id, col(Question.state).in_(("open", "ruled")))
        .order_by(col(Flag.id).desc())
        .limit(MOST_TEXTS)
    )
    for question_id, task_id, body, anchor in db.execute(flags):
        found[question_id].append((task_id, body, str((anchor or {}).get("quote", ""))))
    return found


def _map_cases(db: Session, project_id: int) -> dict[int, list[Text]]:
    """By ruling: the texts of its cases, those of tasks and invented ones."""
    found: dict[int, list[Text]] = defaultdict(list)
    cases = (
        select(Case.ruling_id, Case.task_id, func.coalesce(_beginning(), Case.example))
        .join(Task, col(Task.id) == col(Case.task_id), isouter=True)
        .where(Case.project_id == project_id, col(Case.ruling_id).is_not(None))
        .order_by(col(Case.id).desc())
        .limit(MOST_TEXTS)
    )
    for ruling_id, task_id, text in db.execute(cases):
        found[ruling_id].append((task_id, text, ""))
    return found


def _beginning() -> Any:
    return func.substr(col(Task.body), 1, MOST_CHARACTERS)
