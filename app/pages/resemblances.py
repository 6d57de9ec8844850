"""What resembles a task, a sentence that is being typed, or a question: offered to one person.

With the words that match, and without what that person said is not alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.domain.likeness import rank_likeness, share_words
from app.domain.roles import Actor, is_staff
from app.domain.texts import excerpt
from app.domain.tokens import marked
from app.errors import NotFound
from app.pages.rulings import root_of
from app.queries.places import get_readable
from app.queries.questions import get_question
from app.queries.resemblances import Candidate, list_candidates, list_dissimilar

MOST_OFFERED = 6
# below this two texts are not worth offering as alike
ALIKE = 0.12
SHOWN = 140  # characters of another text by which something was found
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is decided, or asked already, and resembles what is at hand. `kind`: question
    or ruling. `pieces`: its title, each piece with whether it matches; `beside`: the same of the
    task or example by which it was found, if not by its title. `url` is empty where the reader may
    not open it."""

    kind: str
    number: int
    title: str
    outcome: str
    is_own: bool
    score: float
    pieces: Pieces = ()
    beside: Pieces = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class OffersView:
    """What is offered about a task. `laid_aside`: how many were said not to be alike."""

    root: str
    task: UUID
    offers: tuple[Offer, ...]
    laid_aside: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """Another open question that resembles this one."""

    number: int
    title: str
    score: float = 0.0
    pieces: Pieces = ()
    beside: Pieces = ()


@dataclass(frozen=True, slots=True)
class AlikeView:
    """The open questions that may ask the same as one, the nearest first."""

    number: int
    others: tuple[Alike, ...]
    root: str = ""
    laid_aside: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    """A candidate and the text of it that is nearest."""

    candidate: Candidate
    score: float
    words: list[str]
    text: str


def list_askable(db: Session, actor: Actor, task_key: UUID, words: str = "") -> OffersView:
    """What resembles these words (or, without any, the task's): open questions and rulings in
    force that the ML team has put in its own words, and the actor's own questions."""
    task = get_readable(db, actor, task_key)
    unlike = list_dissimilar(db, actor, "task", task.id or 0)
    candidates = list_candidates(db, actor, task.id or 0)
    root = root_of(db, actor.project_id)
    matches = _match(words if words.strip() else task.body, candidates, unlike)
    alike = [match for match in matches if match.score >= ALIKE and match.words]
    offers = tuple(_offer(match, root) for match in alike[:MOST_OFFERED])
    return OffersView(root, task_key, offers, len(unlike))


def show_alike(db: Session, actor: Actor, number: int) -> AlikeView:
    """What a question may be merged into, for staff: the nearest first, those unlike it last."""
    if not is_staff(actor):
        raise NotFound
    question = get_question(db, actor, number)
    unlike = list_dissimilar(db, actor, "question", question.id or 0)
    known = [each for each in list_candidates(db, actor) if each.kind == "question"]
    own = next((each.texts for each in known if each.id == question.id), (question.title,))
    others = [each for each in known if each.id != question.id]
    matches = _match(" ".join(own[:2]), others, unlike)[:MOST_OFFERED]
    shown = tuple(_alike(match) for match in matches)
    return AlikeView(number, shown, root_of(db, actor.project_id), len(unlike))


def _match(
    text: str, candidates: Iterable[Candidate], unlike: set[tuple[str, int]]
) -> list[_Match]:
    """The candidates by how near the nearest of their texts is, the nearest first."""
    asked = [each for each in candidates if (each.kind, each.id) not in unlike]
    scores = iter(rank_likeness(text, [said for each in asked for said in each.texts]))
    best = []
    for each in asked:
        scored = [(next(scores), said) for said in each.texts]
        best.append((each, *max(scored, key=lambda one: one[0])))
    best.sort(key=lambda one: (-one[1], one[0].kind, -one[0].number))
    return [
        _Match(each, score, share_words(text, said), said)
        for each, score, said in best[: 2 * MOST_OFFERED]
    ]


def _offer(match: _Match, root: str) -> Offer:
    it = match.candidate
    return Offer(
        kind=it.kind,
        number=it.number,
        title=it.title,
        outcome=it.outcome,
        is_own=it.is_own,
        score=round(match.score, 3),
        pieces=tuple(marked(it.title, match.words)),
        beside=_beside(match),
        url=f"{root}/{it.kind}s/{it.number}" if it.may_open else "",
    )


def _alike(match: _Match) -> Alike:
    it, words = match.candidate, match.words if match.score >= ALIKE else []
    beside = _beside(match) if words else ()
    return Alike(it.number, it.title, round(match.score, 3), tuple(marked(it.title, words)), beside)


def _beside(match: _Match) -> Pieces:
    """The text by which something was found, where its title does not show why."""
    if match.text == match.candidate.title or not match.words:
        return ()
    return tuple(marked(excerpt(match.text, SHOWN), match.words))
