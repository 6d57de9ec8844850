"""What became of one's answer once a task is settled, and when one was last here."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from app.domain.consensus import consensus
from app.domain.dimensions import consensus_by_dimension, join_dimensions, split_dimensions

AWAY = timedelta(hours=4)  # without a label for so long, one was away


def outcome(
    values: Iterable[str], names: Sequence[str] = (), *, adjudicated: str | None = None
) -> str | None:
    """The final answer of a settled task; None where answers tie and nobody decided. With
    dimensions it holds those that are decided."""
    if adjudicated is not None or not names:
        return consensus(values, adjudicated=adjudicated).value
    found = consensus_by_dimension(values, names)
    parts = {name: each.value for name, each in found.items() if each.value is not None}
    return join_dimensions(parts) if parts else None


def differs(own: str, final: str, names: Sequence[str] = ()) -> bool:
    """Whether one's own answer is another one; of dimensions, in any that is decided."""
    if not names:
        return own != final
    mine = split_dimensions(own)
    return any(mine.get(name) != value for name, value in split_dimensions(final).items())


def last_here(times: Sequence[datetime], at: datetime) -> datetime | None:
    """When somebody was last at work before the present sitting, from the times of their newest
    labels, newest first; None where there was no earlier sitting among them."""
    until = at
    for time in times:
        if until - time >= AWAY:
            return time
        until = time
    return None


def speeds(seconds: Sequence[tuple[datetime, float]], pieces: int = 10) -> list[float]:
    """The median seconds for a label in pieces of equally many, oldest first. Times are given
    oldest first, too; with few labels there are fewer pieces."""
    many = min(pieces, len(seconds) // 5)
    if not many:
        return []
    ends = [len(seconds) * place // many for place in range(many + 1)]
    return [float(median(took for _, took in seconds[start:end])) for start, end in pairwise(ends)]
