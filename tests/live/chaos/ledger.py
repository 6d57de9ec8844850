"""What was acknowledged: every message that a server said it has, and how far people have read."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Said:
    """A message that is kept. `state`: there, gone (a line in its place) or undone (no trace)."""

    key: str
    topic: str
    who: str
    body: str
    state: str = "there"


@dataclass(slots=True)
class Ledger:
    """All of it. `marks`: by person and topic, the order up to which they have read."""

    said: dict[str, Said] = field(default_factory=dict)
    marks: dict[tuple[str, str], int] = field(default_factory=dict)
    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def note(self, said: Said) -> None:
        """It was acknowledged; a repeat changes nothing."""
        self.said.setdefault(said.key, said)

    def end(self, key: str, state: str) -> None:
        """It was taken back. What was undone cannot be deleted any more, whatever came first."""
        if self.said[key].state != "undone":
            self.said[key].state = state

    def read(self, who: str, topic: str, order: int) -> None:
        """They have read so far."""
        self.marks[who, topic] = max(order, self.marks.get((who, topic), 0))

    def pick(self, chance: float, *, by: str = "", but: str = "") -> Said | None:
        """One of the newest messages that still stand, by somebody, or by anybody but them."""
        found = [
            each
            for each in list(self.said.values())[-80:]
            if each.state == "there" and (each.who == by if by else each.who != but)
        ]
        return found[int(chance * len(found))] if found else None
