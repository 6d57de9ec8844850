"""What resembles the task in hand, or the doubt that is being written: questions and rulings."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.domain.lexemes import is_among, key_words, mark_shared
from app.domain.resemblances import Looking, Ranked, Shelf, Subject
from app.domain.roles import Actor, is_staff
from app.domain.tokens import normal
from app.errors import NotFound
from app.pages.rulings import root_of
from app.queries.places import get_readable_task
from app.queries.questions import get_question, list_open
from app.queries.resemblances import QUESTION, TASK, find_subject, list_dissimilar, map_offerable
from app.records.questions import Question, Ruling
from app.records.tasks import Task

MOST_OFFERED = 6  # while asking
MOST_BESIDE = 4  # beside the work
MOST_WORDS = 5

Marked = tuple[tuple[str, bool], ...]
Standing = dict[Subject, tuple[Question, Ruling | None]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is decided, or asked already, and resembles what one has before one. `kind`:
    question or ruling. `marked`: the title in pieces, each with whether it is a word of that;
    `words`: further words of it that what was asked or decided is about; `rule`: when a ruling
    holds."""

    kind: str
    number: int
    title: str
    marked: Marked
    words: tuple[str, ...]
    rule: str
    outcome: str
    is_own: bool
    score: float


@dataclass(frozen=True, slots=True)
class OffersView:
    """What is offered while asking about a task. `chosen`: the question that is to be joined."""

    root: str
    task: UUID
    offers: tuple[Offer, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Another open question that may ask the same as one."""

    number: int
    title: str
    marked: Marked
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikeView:
    """The open questions that may ask the same as one, the nearest first."""

    root: str
    number: int
    others: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class ResemblancesView:
    """What resembles a task. `put_aside`: how much was said not to."""

    root: str
    task: UUID
    offers: tuple[Offer, ...]
    put_aside: int


def show_resemblances(db: Session, actor: Actor, task_key: UUID, shelf: Shelf) -> ResemblancesView:
    """What the ML team has decided or put in its words that resembles a task: its own text aside,
    so that nobody learns from it that somebody else asked about this very task."""
    task = get_readable_task(db, actor, task_key)
    aside = list_dissimilar(db, actor, TASK, task.id or 0)
    ranked = shelf.like_task(_looking(actor, task), task.body)
    offers = _offer(db, actor, ranked, aside, task.body)[:MOST_BESIDE]
    return ResemblancesView(root_of(db, actor.project_id), task_key, offers, len(aside))


def list_askable(
    db: Session,
    actor: Actor,
    task_key: UUID,
    shelf: Shelf,
    words: str = "",
    chosen: int | None = None,
) -> OffersView:
    """What resembles these words and the task: open questions and rulings in force that the ML team
    has put in its own words, and the actor's own questions. What is chosen already stays."""
    task = get_readable_task(db, actor, task_key)
    aside = list_dissimilar(db, actor, TASK, task.id or 0)
    ranked = shelf.like_doubt(_looking(actor, task), task.body, words)
    found = _offer(db, actor, ranked, aside, f"{words}\n{task.body}")
    offers = found[:MOST_OFFERED]
    if chosen is not None and not _holds(offers, chosen):
        picked = [one for one in found if _holds((one,), chosen)]
        offers = (*(picked or _pick(db, actor, chosen)), *offers)
    is_there = chosen is not None and _holds(offers, chosen)
    root = root_of(db, actor.project_id)
    return OffersView(root, task_key, offers, chosen if is_there else None)


def show_alike(db: Session, actor: Actor, number: int, shelf: Shelf) -> AlikeView:
    """What a question may be merged into, for staff: the nearest first, then the newest."""
    if not is_staff(actor):
        raise NotFound
    question = get_question(db, actor, number)
    ranked = shelf.like_question(Subject("question", question.id or 0))
    alike = [each for each in ranked if each.subject.kind == "question"]
    known = {each.subject.id for each in alike} | {question.id}
    others = [each for each in list_open(db, actor.project_id) if each.id not in known]
    alike += [Ranked(Subject("question", each.id or 0), 0.0, frozenset()) for each in others]
    aside = list_dissimilar(db, actor, QUESTION, question.id or 0)
    offers = _offer(db, actor, alike[: MOST_OFFERED + len(aside)], aside, question.title)
    view = (Alike(each.number, each.title, each.marked, each.words) for each in offers)
    return AlikeView(root_of(db, actor.project_id), number, tuple(view)[:MOST_OFFERED])


def _looking(actor: Actor, task: Task) -> Looking:
    return Looking(actor.member_id, is_staff(actor), task.id)


def _holds(offers: Iterable[Offer], number: int) -> bool:
    return any(each.kind == "question" and each.number == number for each in offers)


def _pick(db: Session, actor: Actor, number: int) -> tuple[Offer, ...]:
    """A question that was chosen and does not resemble what is written since."""
    subject = find_subject(db, actor, "question", number)
    ranked = [Ranked(subject, 0.0, frozenset())] if subject else []
    return _offer(db, actor, ranked, set(), "")


def _offer(
    db: Session, actor: Actor, ranked: list[Ranked], aside: set[Subject], text: str
) -> tuple[Offer, ...]:
    """As the database has it now: a shelf may be a moment old."""
    wanted = [each for each in ranked if each.subject not in aside]
    standing = map_offerable(db, actor, [each.subject for each in wanted])
    plain = normal(text)
    offers = (_view(actor, each, standing, plain) for each in wanted)
    return tuple(offer for offer in offers if offer is not None and offer.title)


def _view(actor: Actor, ranked: Ranked, standing: Standing, text: str) -> Offer | None:
    if ranked.subject not in standing:
        return None
    question, ruling = standing[ranked.subject]
    own = question.opened_by == actor.member_id and not question.titled_by_team
    title = question.title
    if ruling and not question.titled_by_team and not is_staff(actor):
        title = ruling.condition
    marked = mark_shared(title, key_words(text))
    named = key_words(title)
    words = [each for each in ranked.words if not is_among(each, named)]
    return Offer(
        kind=ranked.subject.kind,
        number=ruling.number if ruling else question.number,
        title=title,
        marked=marked,
        words=tuple(sorted(words, key=text.find)[:MOST_WORDS]),
        rule=ruling.condition if ruling and ruling.condition != title else "",
        outcome=ruling.outcome if ruling else "",
        is_own=own and ruling is None,
        score=round(ranked.score, 2),
    )
