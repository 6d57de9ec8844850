"""Figures of which only the newest matters: held for a moment, so that few are sent."""

from app.domain.audiences import Audience
from app.live.tales import Tale

PAUSE = 0.2  # seconds: five times a second at most


class Counters:
    """The newest fragment of each figure, waiting to be sent."""

    def __init__(self) -> None:
        # by topic, element, and whom it is for: the same element shows each person another figure
        self._held: dict[tuple[str, str, Audience], tuple[Tale, int]] = {}

    def __bool__(self) -> bool:
        return bool(self._held)

    def hold(self, tale: Tale) -> bool:
        """Keep an event that changes only figures; False if it says more and must go out now."""
        shown = [(i, each) for i, each in enumerate(tale.fragments) if each.html]
        if not shown or not all(each.counter for _, each in shown):
            return False
        for index, each in shown:
            self._held[each.topic, each.root, tale.audience] = tale, index
        return True

    def first(self) -> int:
        """The position of the oldest event held; beyond all positions if none is."""
        return min((tale.seq for tale, _ in self._held.values()), default=1 << 62)

    def ripe(self) -> list[tuple[Tale, frozenset[int]]]:
        """What is held, by event, in order."""
        found: dict[int, tuple[Tale, set[int]]] = {}
        for tale, index in self._held.values():
            found.setdefault(tale.seq, (tale, set()))[1].add(index)
        return [(tale, frozenset(indexes)) for _, (tale, indexes) in sorted(found.items())]

    def drop(self, sent: list[tuple[Tale, frozenset[int]]]) -> None:
        """Forget what has been sent to all; a newer figure that came meanwhile stays."""
        gone = {(tale.seq, index) for tale, indexes in sent for index in indexes}
        self._held = {
            key: (tale, index)
            for key, (tale, index) in self._held.items()
            if (tale.seq, index) not in gone
        }
