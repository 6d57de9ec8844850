"""Flags: one key, one sentence, and a labeler's doubt becomes somebody's question."""

from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid5

from sqlmodel import Session

from app.actions.joinings import enter_asker
from app.actions.messages import append_message
from app.domain.anchors import parse_anchor
from app.domain.answers import parse_answer
from app.domain.flags import CATEGORIES
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.texts import BODY_BYTES, check_text, excerpt
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.blindness import may_read_task
from app.queries.flags import find_flag, is_taken
from app.queries.places import find_task_id, may_speak_of, open_place
from app.queries.questions import find_question, may_join
from app.queries.terms import get_schema
from app.records.events import record
from app.records.numbers import next_number
from app.records.questions import Flag, Question
from app.records.tasks import Task

TITLE = 160


class Mark(TypedDict, total=False):
    """What a flag says. `category` is one of domain/flags.CATEGORIES; `anchor` is as
    domain/anchors parses it; `tentative` is an answer as the labeler would give it now, raw."""

    category: str
    note: str
    anchor: object | None
    tentative: object | None


def raise_flag(
    db: Session,
    actor: Actor,
    task_key: UUID,
    *,
    key: UUID,
    join: int | None = None,
    **mark: Unpack[Mark],
) -> Flag:
    """Mark a task that one holds or has answered. It opens a question, or joins the one numbered
    `join`. A repeat with the same key gives the flag first raised. `question_id` of the flag is
    what `park_assignment` waits for."""
    task = _need_task(db, actor, task_key)
    known = find_flag(db, actor.member_id, key)
    flag = _draft(db, actor, task, key, mark)
    if known:
        said = ("task_id", "category", "note", "anchor", "tentative")
        if any(getattr(known, name) != getattr(flag, name) for name in said):
            raise Conflict(say("This id was used for another flag; send again with a new one."))
        return known
    if is_taken(db, actor, key):
        raise Conflict(say("This id names somebody else's flag; send again with a new one."))
    question = _open_question(db, actor, flag) if join is None else _join(db, actor, join)
    flag.question_id = flag.raised_question_id = question.id or 0
    db.add(flag)
    db.flush()
    enter_asker(db, question, actor.member_id)
    _tell(db, actor, flag, task, question, opened=join is None)
    return flag


def _need_task(db: Session, actor: Actor, key: UUID) -> Task:
    task_id = find_task_id(db, actor, key)
    if task_id is None or not may_read_task(db, actor, task_id):
        raise NotFound
    if not may_speak_of(db, actor, task_id):
        raise Forbidden(say("Flag a task while you hold it, or once you have answered it."))
    return db.get_one(Task, task_id)


def _draft(db: Session, actor: Actor, task: Task, key: UUID, mark: Mark) -> Flag:
    """The flag as it was sent, checked; not yet kept."""
    category, note = mark.get("category", ""), mark.get("note", "")
    if category not in CATEGORIES:
        raise Invalid(say("A flag is one of: %(all)s.", all=", ".join(CATEGORIES)), "category")
    if not note.strip():
        raise Invalid(say("Say in a sentence what is unclear."), "note")
    check_text(note, most=BODY_BYTES, field="note")
    tentative = mark.get("tentative")
    return Flag(
        key=key,
        project_id=actor.project_id,
        task_id=task.id or 0,
        member_id=actor.member_id,
        question_id=0,
        raised_question_id=0,
        category=category,
        note=note,
        anchor=_anchor(task, mark.get("anchor")),
        tentative=None if tentative in (None, "") else _answer(db, actor, task, tentative),
    )


def _anchor(task: Task, raw: object | None) -> dict[str, Any] | None:
    if raw in (None, "", {}):
        return None
    anchor = parse_anchor(raw, task.body)
    if (anchor.kind == "region") != (task.kind == "image"):
        raise Invalid(say("Mark words in a text, and a region in an image."), "anchor")
    return anchor.to_dict()


def _answer(db: Session, actor: Actor, task: Task, raw: object) -> str:
    return parse_answer(get_schema(db, actor.project_id), raw, text=task.body).value


def _open_question(db: Session, actor: Actor, flag: Flag) -> Question:
    first_line = next(line for line in flag.note.splitlines() if line.strip())
    question = Question(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "questions"),
        title=excerpt(first_line, TITLE),
        titled_by_team=is_ml_team(actor),
        opened_by=actor.member_id,
    )
    db.add(question)
    db.flush()
    return question


def _join(db: Session, actor: Actor, number: int) -> Question:
    """The question to join: one that was offered to this person. A duplicate is left for the
    question that stands for it."""
    question = find_question(db, actor.project_id, number)
    if question and question.duplicate_of:
        question = db.get_one(Question, question.duplicate_of)
    if question is None or (question.state == "open" and not may_join(db, actor, question)):
        raise NotFound
    if question.state != "open":
        if not question.titled_by_team and not is_staff(actor):
            raise NotFound
        raise Conflict(
            say(
                "Question %(number)s was %(state)s meanwhile: read the answer, or ask a "
                "question of your own.",
                number=question.number,
                state=say(question.state),
            ),
            question=question.number,
            state=question.state,
        )
    return question


def _tell(
    db: Session, actor: Actor, flag: Flag, task: Task, question: Question, *, opened: bool
) -> None:
    """The flag stands in the task's thread and in the question's; its tentative answer in
    neither."""
    about = {
        "flag": str(flag.key),
        "category": flag.category,
        "anchor": flag.anchor,
        "question": question.number,
        "task": str(task.key),
    }
    places = (
        open_place(db, actor.project_id, "task", flag.task_id, f"task:{task.key}"),
        open_place(
            db, actor.project_id, "question", question.id or 0, f"question:{question.number}"
        ),
    )
    for place in places:
        key = uuid5(flag.key, place.topic)
        append_message(db, actor, place, key=key, kind="flag", body=flag.note, **about)
    ids: dict[str, object] = {"question": question.number, "task": str(task.key)}
    if opened:
        record(db, actor, "question.opened", subject=question.id or 0, audience="staff", **ids)
    record(db, actor, "flag.raised", subject=flag.id or 0, audience="staff", **ids)
    mine = f"member:{actor.member_id}"
    record(db, actor, "question.joined", subject=question.id or 0, audience=mine, **ids)
