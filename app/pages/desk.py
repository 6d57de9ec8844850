"""The desk: one task, its answers, its thread, and the clauses that matter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id, now
from app.domain.answers import AnswerSchema, describe, parse_schema
from app.domain.roles import Actor
from app.pages.agains import AgainView, show_again, show_agains
from app.pages.contents import ContentView, view_content
from app.pages.flags import FlagForm, show_flag_form
from app.pages.guidelines import ClausesView, NewsView, show_clauses, view_news
from app.pages.idle import IdleView, show_idle
from app.pages.pauses import OwnPauseView, view_own_pause
from app.pages.threads import ThreadView, show_thread
from app.queries.changelog import has_read
from app.queries.checks import list_asked, needs_check
from app.queries.desk import Saved, count_today, find_saved
from app.queries.dispatch import find_held
from app.queries.flags import list_flags_on
from app.queries.models import find_suggested
from app.queries.projects import get_project
from app.queries.publications import find_overtaking
from app.queries.qualifications import find_unpassed
from app.queries.readings_due import Due, find_touching, list_due
from app.queries.tasks import get_shown
from app.queries.terms import Terms, get_terms
from app.records.labels import Assignment
from app.records.questions import Flag, Question
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What a model says of the task: `answer` in words, and its probability as the model claims."""

    model: str
    version: str
    value: str
    answer: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class HandView:
    """The task in hand. `label_key` is the id that its label will have: sent twice, it is one
    label. `is_again`: the person's own label is to be made again, without seeing the old one, and
    `again` says for what; it is not told that the task is looked at again for somebody else's.
    `overtaken` is the version that came in force since the task was opened, `news` the same until
    the person has said that they read it; `question` is the newest
    open question that the person asks about this task, for which it can be parked. `suggestion` is
    a model's, where the project shows them."""

    assignment: UUID
    label_key: UUID
    task: UUID
    content: ContentView
    is_again: bool
    again: AgainView | None
    expires_at: datetime
    overtaken: str | None
    overtaken_number: int | None
    news: NewsView | None
    question: int | None
    suggestion: SuggestionView | None = None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A revision to be read. `cases`: of its check; `is_read`: it was confirmed, the check is
    left."""

    number: int
    version: str
    title: str
    summary: str
    rationale: str
    cases: int
    is_read: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the labeler has before them. `hand` None: nothing claimed, or nothing left. `reading`
    must be read before the task in hand, or where none is; `later` is to be read, but does not
    touch that task; `shown` are those that show themselves above it.

    `saved` is the label just made, which may still be taken back. `waiting` counts the person's
    labels to be made again, which take about so many `minutes`; `paused` those whose relabel is
    paused, and `remade` those that were made again when none is left; `exam` is to be passed before
    there is any; `idle` says where to go on when nothing is left. `pause`: one is given no tasks,
    and why.
    """

    slug: str
    prompt: str
    answers: AnswerSchema
    hand: HandView | None
    reading: ReadingView | None
    later: ReadingView | None
    shown: tuple[ReadingView, ...]
    flag: FlagForm | None
    thread: ThreadView | None
    clauses: ClausesView
    saved: Saved | None
    waiting: int
    paused: int
    minutes: int | None
    remade: int
    pause: OwnPauseView | None
    done_today: int
    was_sought: bool
    exam: int | None
    idle: IdleView | None
    topics: tuple[str, ...]


def show_desk(db: Session, actor: Actor, sought: bool = False) -> DeskView:
    """The desk as it stands. `sought`: a task was just asked for, so that none in hand means
    that none is left."""
    project = get_project(db, actor.project_id)
    held = find_held(db, actor, now())
    terms = get_terms(db, actor.project_id)
    hand = show_hand(db, actor, held, terms) if held else None
    topic = f"task:{hand.task}" if hand else None
    due = list_due(db, actor, terms.revision_id)
    touching = find_touching(db, due, held.task_id, held.item_id) if held else due
    reading = next((each for each in touching if each.holds_back), None)
    later = next((each for each in due if each.holds_back), None) if held and not reading else None
    shown = [each for each in touching if held and not each.holds_back]
    own = (f"desk:{actor.member_id}", "guideline")
    agains = show_agains(db, actor, held)
    return DeskView(
        slug=project.slug,
        prompt=project.prompt,
        answers=parse_schema(project.answers),
        hand=hand,
        reading=_reading(db, actor, reading) if reading else None,
        later=_reading(db, actor, later) if later else None,
        shown=tuple(_reading(db, actor, each) for each in shown),
        flag=show_flag_form(db, actor, hand.task) if hand else None,
        thread=show_thread(db, actor, topic) if topic else None,
        clauses=show_clauses(db, actor),
        saved=find_saved(db, actor),
        waiting=agains.open,
        paused=agains.paused,
        minutes=agains.minutes,
        remade=agains.done,
        pause=view_own_pause(db, actor),
        done_today=count_today(db, actor),
        was_sought=sought,
        exam=find_unpassed(db, actor) if terms.holds and not held else None,
        idle=show_idle(db, actor) if sought and not held else None,
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
    again = show_again(db, actor, held)
    is_news = overtaken is not None and not has_read(db, overtaken, actor.member_id)
    return HandView(
        assignment=held.key,
        label_key=new_ordered_id(),
        task=task.key,
        content=view_content(task, flags, terms.listed_fields),
        is_again=again is not None,
        again=again,
        expires_at=held.expires_at,
        overtaken=overtaken.version if overtaken else None,
        overtaken_number=overtaken.number if overtaken else None,
        news=view_news(db, overtaken) if is_news and overtaken else None,
        question=_find_asked(db, actor, flags),
        suggestion=_suggestion(db, held, terms) if terms.prelabels else None,
    )


def _suggestion(db: Session, held: Assignment, terms: Terms) -> SuggestionView | None:
    """What was noted when the task was given out."""
    found = find_suggested(db, held.id or 0)
    if found is None:
        return None
    words = describe(terms.answers, found.value)
    return SuggestionView(found.model, found.version, found.value, words, found.confidence)


def _find_asked(db: Session, actor: Actor, flags: list[Flag]) -> int | None:
    for flag in reversed(flags):
        question = db.get_one(Question, flag.question_id)
        if flag.member_id == actor.member_id and question.state == "open":
            return question.number
    return None


def _reading(db: Session, actor: Actor, due: Due) -> ReadingView:
    revision = db.get_one(Revision, due.id)
    return ReadingView(
        revision.number,
        due.version,
        revision.title,
        revision.summary,
        revision.rationale,
        len(list_asked(db, actor, revision)),
        needs_check(db, actor, revision),
    )
