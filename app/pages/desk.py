"""The desk: one task, its answers, its thread, and the clauses that matter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id, now
from app.domain.answers import AnswerSchema, parse_schema
from app.domain.roles import Actor
from app.pages.contents import ContentView, view_content
from app.pages.flags import FlagForm, show_flag_form
from app.pages.guidelines import ClausesView, show_clauses
from app.pages.threads import ThreadView, show_thread
from app.queries.desk import count_today, find_undoable
from app.queries.dispatch import count_items_open, find_held
from app.queries.flags import list_flags_on
from app.queries.projects import get_project
from app.queries.publications import find_overtaking
from app.queries.readings_due import find_reading_due
from app.queries.tasks import get_shown
from app.queries.terms import Terms, get_terms
from app.records.labels import Assignment
from app.records.questions import Flag, Question
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class HandView:
    """The task in hand. `label_key` is the id that its label will have: sent twice, it is one
    label. `is_again`: the person's own label is to be made again, without seeing the old one.
    `overtaken` names a revision published since the task was opened; `question` is the newest
    open question that the person asks about this task, for which it can be parked."""

    assignment: UUID
    label_key: UUID
    task: UUID
    content: ContentView
    is_again: bool
    expires_at: datetime
    overtaken: str | None
    overtaken_number: int | None
    question: int | None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A revision that must be read before work goes on."""

    number: int
    version: str
    title: str
    summary: str
    rationale: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the labeler has before them. `hand` None: nothing claimed, or nothing left.

    `undo` is the id of the label that can still be taken back. `waiting` counts the person's
    labels to be made again.
    """

    slug: str
    prompt: str
    answers: AnswerSchema
    hand: HandView | None
    reading: ReadingView | None
    flag: FlagForm | None
    thread: ThreadView | None
    clauses: ClausesView
    undo: UUID | None
    waiting: int
    done_today: int
    was_sought: bool
    topics: tuple[str, ...]


def show_desk(db: Session, actor: Actor, sought: bool = False) -> DeskView:
    """The desk as it stands. `sought`: a task was just asked for, so that none in hand means
    that none is left."""
    project = get_project(db, actor.project_id)
    held = find_held(db, actor, now())
    hand = show_hand(db, actor, held) if held else None
    topic = f"task:{hand.task}" if hand else None
    due = find_reading_due(db, actor)
    own = (f"desk:{actor.member_id}", "guideline")
    return DeskView(
        slug=project.slug,
        prompt=project.prompt,
        answers=parse_schema(project.answers),
        hand=hand,
        reading=_reading(due) if due else None,
        flag=show_flag_form(db, actor, hand.task) if hand else None,
        thread=show_thread(db, actor, topic) if topic else None,
        clauses=show_clauses(db, actor),
        undo=find_undoable(db, actor),
        waiting=count_items_open(db, actor),
        done_today=count_today(db, actor),
        was_sought=sought,
        topics=(topic, "rulings", *own) if topic else own,
    )


def show_hand(db: Session, actor: Actor, held: Assignment, terms: Terms | None = None) -> HandView:
    """A task as its holder may see it: nobody else's flags, and only the listed metadata."""
    terms = terms or get_terms(db, actor.project_id)
    flags = list_flags_on(db, actor, held.task_id)
    task = get_shown(db, held.task_id)
    overtaken = None
    if terms.revision_id != held.revision_id:
        overtaken = find_overtaking(db, actor, held.revision_id)
    return HandView(
        assignment=held.key,
        label_key=new_ordered_id(),
        task=task.key,
        content=view_content(task, flags, terms.listed_fields),
        is_again=held.item_id is not None,
        expires_at=held.expires_at,
        overtaken=overtaken.version if overtaken else None,
        overtaken_number=overtaken.number if overtaken else None,
        question=_find_asked(db, actor, flags),
    )


def _find_asked(db: Session, actor: Actor, flags: list[Flag]) -> int | None:
    for flag in reversed(flags):
        question = db.get_one(Question, flag.question_id)
        if flag.member_id == actor.member_id and question.state == "open":
            return question.number
    return None


def _reading(revision: Revision) -> ReadingView:
    return ReadingView(
        revision.number,
        revision.version or "",
        revision.title,
        revision.summary,
        revision.rationale,
    )
