"""Honeypots: how often trusted answers are mixed in unseen for a person, and what is drawn."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.languages import say

# every so many answers against gold halve what a person gets beyond the floor
HALVES = 10
# after a publication the way down from half the first share is shorter
HALVES_AGAIN = 5
MOST_SHARE = 50
FIELDS = ("share", "first", "tells", "pause_below")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a project mixes gold in. `share` and `first`, in per cent of a person's new tasks: the
    floor that nobody's falls under (0: none is mixed in), and what somebody new begins with.
    `tells`: who fails is told afterwards. `pause_below`: whose upper bound falls under so many per
    cent is proposed for a pause (0: nobody). `seed`: what draws are made from; it is served to
    nobody."""

    share: int = 0
    first: int = 20
    tells: bool = False
    pause_below: int = 0
    seed: str = ""

    @property
    def is_on(self) -> bool:
        """Whether gold is mixed in."""
        return self.share > 0


@dataclass(frozen=True, slots=True)
class Lot:
    """What is drawn for one turn, each from 0 to below 1: which kind of task comes, and where
    among those of its kind."""

    kind: float
    place: float


def check_plan(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a plan, checked. Raises Invalid, naming the field."""
    if strange := sorted(set(changes) - set(FIELDS)):
        raise Invalid(say("There is no setting of this name."), strange[0])
    for name, most in (("share", MOST_SHARE), ("first", MOST_SHARE), ("pause_below", 99)):
        value = changes.get(name, 0)
        if type(value) is not int or not 0 <= value <= most:
            raise Invalid(say("A share is a whole number from 0 to %(most)s.", most=most), name)
    if type(changes.get("tells", False)) is not bool:
        raise Invalid(say("Say yes or no."), "tells")
    return dict(changes)


def share_of(plan: Plan, asked: int, asked_since: int) -> float:
    """The share of a person's next tasks that are gold, 0 to 1: the first share, halved with every
    ten that they were asked, and never under the floor; after a publication again half the first,
    halved with every five asked under the version in force. Whoever is new has both counts at 0."""
    if not plan.is_on:
        return 0.0
    floor, first = plan.share / 100, max(plan.first, plan.share) / 100
    learned = (first - floor) * 0.5 ** (asked / HALVES)
    renewed = max(0.0, first / 2 - floor) * 0.5 ** (asked_since / HALVES_AGAIN)
    return float(floor + max(learned, renewed))


def draw_lot(seed: str, member_id: int, turn: int) -> Lot:
    """What a person's turn draws: the same for the same turn, and without the seed not to be told
    from chance."""
    said = f"{member_id}:{turn}".encode()
    drawn = hmac.digest(seed.encode(), said, hashlib.sha256)
    kind, place = (int.from_bytes(drawn[at : at + 6], "big") / 2**48 for at in (0, 8))
    return Lot(kind, place)


def is_gold(lot: Lot, share: float) -> bool:
    """Whether the lot falls on gold."""
    return lot.kind < share


def is_decoy(lot: Lot, share: float) -> bool:
    """Whether an ordinary task comes out of its order: as often as gold does, so that a jump in
    the order says nothing."""
    return share <= lot.kind < 2 * share
