"""Why a label is what it is: which rulings speak of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A ruling that a published version says, and the question that it decides, by number and by
    id; `asked_by` are external ids."""

    ruling: int
    revision_id: int
    question: int
    question_id: int
    clauses: frozenset[str]
    since: datetime
    until: datetime | None
    asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a label: when the version that it was made under was published (None: made
    under none), the clauses that it cites, the version whose relabel asked for it, and the
    questions that its task was flagged for."""

    under: datetime | None
    cited: Collection[str] = ()
    relabeled_for: int | None = None
    asked_on_task: Collection[int] = ()


def grounds(decided: Iterable[Decided], facts: Facts) -> list[Decided]:
    """The rulings behind a label, in their order: those of the version that it was made again
    for, those that touch a clause it cites, and those that its own task led to. The last two only
    as far as the version that it was made under said them."""
    return [each for each in decided if _is_ground(each, facts)]


def _is_ground(ruling: Decided, facts: Facts) -> bool:
    if facts.under is None or ruling.since > facts.under:
        return False
    if ruling.until is not None and ruling.until <= facts.under:
        return False
    return (
        ruling.revision_id == facts.relabeled_for
        or not ruling.clauses.isdisjoint(facts.cited)
        or ruling.question_id in facts.asked_on_task
    )
