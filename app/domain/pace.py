"""When work will be done, going by what was done of late; unknown where that is too little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
ENOUGH = 10  # submissions in it, below which nothing is said


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did within the window: how many, and when the first."""

    items: int
    first: datetime

    def per_hour(self, at: datetime) -> float | None:
        """Labels an hour from the first until now, pauses and nights included; None for too few."""
        hours = (at - self.first) / timedelta(hours=1)
        return (self.items - 1) / hours if self.items >= ENOUGH and hours > 0 else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """`ends_at` is when the last of those with a pace is done, where anything can be said;
    `by_member` when each is; `unknown` are those of whom nothing can be said."""

    per_hour: float | None
    ends_at: datetime | None
    by_member: Mapping[int, datetime]
    unknown: tuple[int, ...]


def estimate(
    left: Mapping[int, int], done: Mapping[int, Done], queued: int, at: datetime
) -> Estimate:
    """When all is done. `left` is by person; `queued` waits for anybody, and is taken at the pace
    of all together."""
    paces = {who: each.per_hour(at) for who, each in done.items()}
    by_member = {
        who: at + timedelta(hours=items / pace)
        for who, items in left.items()
        if items and (pace := paces.get(who))
    }
    together = None
    if done:
        everybody = Done(sum(d.items for d in done.values()), min(d.first for d in done.values()))
        together = everybody.per_hour(at)
    ends = list(by_member.values())
    if queued and together:
        ends.append(at + timedelta(hours=(sum(left.values()) + queued) / together))
    unknown = tuple(who for who, items in left.items() if items and who not in by_member)
    is_known = ends and not (queued and not together)
    return Estimate(together, max(ends) if is_known else None, by_member, unknown)
