"""Cases as the unit tests of a draft: what they say of the types that were claimed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    """A case under a draft. `codes` are the clauses it is held against; an answer of None: the
    guideline does not decide it, or, afterwards, holds nothing against it any more."""

    case_id: int
    codes: frozenset[str]
    before: str | None
    after: str | None

    @property
    def outcome(self) -> str:
        """What the draft does to it: holds, flips, decides, retires."""
        if self.before == self.after:
            return "holds"
        if self.after is None:
            return "retires"
        return "decides" if self.before is None else "flips"

    @property
    def moves(self) -> bool:
        """Whether the draft changes what is expected of it."""
        return self.outcome != "holds"


@dataclass(frozen=True)
class Verdict:
    """What cases say of the types of a draft. `contradicting`: the cases whose answer moves though
    the changes of their clauses are said to be editorial. `is_unmoved`: a change is said to move
    the boundary, and no case moves."""

    contradicting: tuple[int, ...]
    is_unmoved: bool


def hold(types: Mapping[str, str], expectations: Iterable[Expectation]) -> Verdict:
    """Hold the types of a draft's changes, by code, against what it does to the cases."""
    moving = [each for each in expectations if each.moves]
    contradicting = tuple(each.case_id for each in moving if not _is_explained(each, types))
    return Verdict(contradicting, "substantive" in types.values() and not moving)


def _is_explained(case: Expectation, types: Mapping[str, str]) -> bool:
    """Whether a change that decides anything touches it; where the draft changes none of its
    clauses, any other may be why."""
    own = [types[code] for code in case.codes if code in types]
    return any(type != "editorial" for type in own or types.values())
