"""The order of messages as the outside sees it: microseconds since 1970, strictly growing.

Positions in a thread are dense, so a gap would tell a labeler how many messages are hidden from
them; the instant of writing orders just as well and tells nothing.
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
LARGEST = 2**53 - 1  # what every JSON reader keeps exactly


def order_of(at: datetime) -> int:
    """The order of what was written at an instant (aware)."""
    return (at - _EPOCH) // _TICK


def instant_of(order: int) -> datetime:
    """The instant of an order, 0 to LARGEST."""
    return _EPOCH + order * _TICK


def after(last: datetime | None, at: datetime) -> datetime:
    """`at`, or the first instant after `last` where clocks went back or stood still."""
    return at if last is None or at > last else last + _TICK
