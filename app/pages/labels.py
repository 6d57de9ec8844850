"""One's own labels: found again by their words, and corrected."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id
from app.domain.answers import AnswerSchema, as_sent, describe, parse_schema
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.contents import ContentView, view_content
from app.pages.desk import HandView, show_hand
from app.pages.grounds import LineView, source_of, view_own_line
from app.pages.guidelines import ClausesView, show_clauses
from app.pages.idle import ParkedView, show_parked
from app.queries.agains import count_items_open, has_open_item
from app.queries.blindness import answered_tasks
from app.queries.flags import list_flags_on
from app.queries.guidelines import find_published
from app.queries.labels import (
    find_by_cid,
    find_current,
    find_task,
    list_cited,
    list_own,
)
from app.queries.projects import get_project
from app.queries.tasks import get_shown
from app.queries.terms import Terms, get_schema
from app.records.labels import Assignment, Label

PAGE = 30


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label of the reader's own. `answer` is its exact JSON, `words` the same for people."""

    id: UUID
    task: UUID
    body: str
    value: str
    answer: object
    words: str
    certainty: int | None
    comment: str
    source: str
    informed: bool
    labeled_at: datetime


@dataclass(frozen=True, slots=True)
class SubmittedView(LabelView):
    """A label just made, and the task that follows it where that was asked for. `next` None:
    nothing is left, or `reading`, a revision, has to be acknowledged first."""

    next: HandView | None = None
    reading: int | None = None


@dataclass(frozen=True, slots=True)
class OwnLabelsView:
    """A page of one's labels, newest first. `parked`: above the first, what one has laid aside;
    `before` leads to the next page, if there is one. `waiting` and `paused`: so many are left out
    until they are made again."""

    slug: str
    words: str
    labels: tuple[LabelView, ...]
    parked: tuple[ParkedView, ...]
    before: int | None
    waiting: int
    paused: int


@dataclass(frozen=True, slots=True)
class WaitingLabelView:
    """A label of the reader's own that is to be made again: it is not shown until then."""

    slug: str


@dataclass(frozen=True, slots=True)
class OwnLabelView:
    """One task with the reader's own label, what it was before and why it is so. `label_key` is the
    id that a correction will have, `revision` the number of the guideline that it is judged by.
    `cited` are the clauses that the label names, of `clauses`. `overtaken`: a correction came back,
    for the guideline is now this one; `chosen` is what it said."""

    slug: str
    prompt: str
    answers: AnswerSchema
    task: UUID
    label_key: UUID
    content: ContentView
    current: LabelView
    cited: tuple[str, ...]
    clauses: ClausesView
    line: LineView
    topics: tuple[str, ...]
    revision: int | None
    overtaken: str | None
    chosen: dict[str, Any]


def show_own_labels(
    db: Session, actor: Actor, words: str = "", before: int | None = None
) -> OwnLabelsView:
    """My earlier labels, those left out that wait to be made again."""
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    rows = list_own(db, actor, words=words, before=before, most=PAGE + 1)
    labels = tuple(view_label(schema, label, task.key, task.body) for label, task in rows[:PAGE])
    following = rows[PAGE - 1][0].id if len(rows) > PAGE else None
    parked = () if words or before else show_parked(db, actor)
    waiting, paused = (0, 0) if before else count_items_open(db, actor)
    return OwnLabelsView(project.slug, words, labels, parked, following, waiting, paused)


def show_waiting_label(db: Session, actor: Actor, task_key: UUID) -> WaitingLabelView:
    """That one of my labels is to be made again; raises NotFound where it is not."""
    task = find_task(db, actor, task_key)
    if task is None or task.id is None or find_current(db, actor.member_id, task.id) is None:
        raise NotFound
    if not has_open_item(db, actor.member_id, task.id):
        raise NotFound
    return WaitingLabelView(get_project(db, actor.project_id).slug)


def show_own_label(
    db: Session, actor: Actor, task_key: UUID, came_back: dict[str, Any] | None = None
) -> OwnLabelView:
    """One of my labels, to look at and to correct. `came_back`: a correction that the guideline
    overtook, as it was sent."""
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    task = find_task(db, actor, task_key)
    if task is None or task.id is None or not answered_tasks(db, actor.member_id, [task.id]):
        raise NotFound
    current = find_current(db, actor.member_id, task.id)
    assert current is not None
    label = db.get_one(Label, current.label_id)
    flags = list_flags_on(db, actor, task.id)
    published = find_published(db, actor.project_id)
    return OwnLabelView(
        slug=project.slug,
        prompt=project.prompt,
        answers=schema,
        task=task.key,
        label_key=new_ordered_id(),
        content=view_content(task, flags, project.listed_fields),
        current=view_label(schema, label, task.key, task.body),
        cited=tuple(sorted(list_cited(db, label.id or 0))),
        clauses=show_clauses(db, actor),
        line=view_own_line(db, actor, task.id),
        topics=(f"task:{task.key}",),
        revision=published.number if published else None,
        overtaken=published.version if published and came_back else None,
        chosen=came_back or {},
    )


def fill_in(db: Session, actor: Actor, cid: UUID) -> dict[str, Any]:
    """One of my answers as its form sends it: what is chosen is a list, marks of words one text."""
    label = find_by_cid(db, actor.member_id, cid)
    if label is None:
        raise NotFound
    return {
        "answer": as_sent(label.answer),
        "certainty": label.certainty,
        "comment": label.comment,
        "clauses": list_cited(db, label.id or 0),
    }


def view_label(schema: AnswerSchema, label: Label, task_key: UUID, body: str) -> LabelView:
    """A label in the words of its project."""
    return LabelView(
        id=label.cid,
        task=task_key,
        body=body,
        value=label.value,
        answer=label.answer,
        words=describe(schema, label.value),
        certainty=label.certainty,
        comment=label.comment,
        source=source_of(label),
        informed=label.informed,
        labeled_at=label.labeled_at,
    )


def show_label(db: Session, actor: Actor, label: Label) -> LabelView:
    """A label just made, for its maker."""
    return _show_made(db, get_schema(db, actor.project_id), label)


def show_submitted(
    db: Session,
    actor: Actor,
    label: Label,
    terms: Terms,
    *,
    held: Assignment | None = None,
    reading: int | None = None,
) -> SubmittedView:
    """A label just made, and what follows it."""
    made = _show_made(db, terms.answers, label)
    following = show_hand(db, actor, held, terms) if held else None
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    return SubmittedView(**values, next=following, reading=reading)


def _show_made(db: Session, schema: AnswerSchema, label: Label) -> LabelView:
    task = get_shown(db, label.task_id)
    return view_label(schema, label, task.key, task.body)
