"""Flags as they are told to one person, and what is offered to them while they ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id
from app.domain.flags import CATEGORIES
from app.domain.overlaps import key_words, overlap
from app.domain.roles import Actor, is_ml_team, is_staff
from app.errors import NotFound
from app.languages import say
from app.pages.rulings import root_of
from app.queries.blindness import may_read_task
from app.queries.flags import list_flags_on, map_tasks
from app.queries.members import map_names
from app.queries.places import find_lease_on, find_task_id
from app.queries.questions import list_joinable, map_numbers
from app.queries.rulings import list_in_force
from app.queries.terms import get_schema
from app.records.questions import Flag
from app.records.tasks import Task

MOST_OFFERED = 6
# below this share of common words two questions are not worth offering as the same
ALIKE = 0.34


@dataclass(frozen=True, slots=True)
class OwnFlag:
    """A flag as it is told to people: without the tentative answer, unless it is one's own."""

    key: UUID
    question: int | None
    task: UUID
    member: str
    category: str
    note: str
    anchor: dict[str, object] | None
    tentative: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is decided, or asked already, and resembles what is being asked. `kind`:
    question or ruling."""

    kind: str
    number: int
    title: str
    outcome: str
    is_own: bool
    score: float


@dataclass(frozen=True, slots=True)
class OffersView:
    """What is offered while asking about a task."""

    root: str
    task: UUID
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class FlagForm:
    """The form that flags a task. `assignment`: the lease that can be laid aside with it;
    `answers` is empty where an answer is not chosen from a list."""

    root: str
    task: UUID
    assignment: UUID | None
    next_key: UUID
    categories: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    topics: tuple[str, ...] = ()


def show_flag_form(db: Session, actor: Actor, task_key: UUID) -> FlagForm:
    """A fresh form for a task that the actor may read."""
    task = _get_task(db, actor, task_key)
    lease = find_lease_on(db, actor, task.id or 0)
    offered = get_schema(db, actor.project_id).offered
    return FlagForm(
        root=root_of(db, actor.project_id),
        task=task_key,
        assignment=lease,
        next_key=new_ordered_id(),
        categories=tuple((name, say(words)) for name, words in CATEGORIES.items()),
        answers=(("", say("I do not know")), *((one.value, one.label) for one in offered)),
    )


def list_askable(db: Session, actor: Actor, task_key: UUID, words: str = "") -> OffersView:
    """What resembles these words (or, without any, the task's): open questions and rulings in
    force that the ML team has put in its own words, and the actor's own questions."""
    task = _get_task(db, actor, task_key)
    wanted = key_words(words if words.strip() else task.body)
    offers = []
    for question in list_joinable(db, actor):
        own = not question.titled_by_team
        score = overlap(wanted, key_words(question.title))
        offers.append(Offer("question", question.number, question.title, "", own, score))
    for ruling, question in list_in_force(db, actor.project_id):
        title = question.title if question.titled_by_team else ruling.condition
        score = overlap(wanted, key_words(f"{title} {ruling.condition}"))
        if title:
            offers.append(Offer("ruling", ruling.number, title, ruling.outcome, False, score))
    offers.sort(key=lambda offer: (-offer.score, offer.kind, -offer.number))
    shown = tuple(offer for offer in offers if offer.score >= ALIKE)[:MOST_OFFERED]
    return OffersView(root_of(db, actor.project_id), task_key, shown)


def show_flags_on(db: Session, actor: Actor, task_key: UUID) -> list[OwnFlag]:
    """The flags of a task that the actor may see."""
    task = _get_task(db, actor, task_key)
    return [present_flag(db, actor, flag) for flag in list_flags_on(db, actor, task.id or 0)]


def present_flag(db: Session, actor: Actor, flag: Flag) -> OwnFlag:
    """A flag for one person. Numbers of others' questions and tentative answers stay back."""
    own = flag.member_id == actor.member_id
    task = map_tasks(db, [flag.task_id])[flag.task_id]
    numbers = map_numbers(db, [flag.question_id]) if own or is_staff(actor) else {}
    names = map_names(db, actor.project_id, [flag.member_id])
    return OwnFlag(
        key=flag.key,
        question=numbers.get(flag.question_id),
        task=task.key,
        member=names.get(flag.member_id, ""),
        category=flag.category,
        note=flag.note,
        anchor=dict(flag.anchor) if flag.anchor else None,
        tentative=flag.tentative if own or is_ml_team(actor) else None,
        created_at=flag.created_at,
    )


def _get_task(db: Session, actor: Actor, key: UUID) -> Task:
    task_id = find_task_id(db, actor, key)
    if task_id is None or not may_read_task(db, actor, task_id):
        raise NotFound
    return db.get_one(Task, task_id)
