"""What somebody looks for: words, phrases, and operators such as `from:Lin is:open`."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from app.domain.tokens import sought
from app.languages import mark, say

KINDS = ("message", "task", "question", "ruling", "clause", "person")
STATES = ("open", "aside", "answered", "ruled", "declined", "duplicate")
PLACES = ("task", "question", "clause", "lounge")
OPERATORS = {
    "from": mark("a name, or me"),
    "in": "task, question, clause, lounge",
    "is": ", ".join(STATES),
    "kind": ", ".join(KINDS),
    "label": mark("an answer"),
    "clause": mark("a code such as c4"),
    "has": "image",
    "before": mark("a date such as 2026-01-31"),
    "after": mark("a date such as 2026-01-31"),
    "mentions": mark("a name, or me"),
}
_TERM = re.compile(r'(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))')
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it is meant. `words`: all must be there; `phrases`: in this order; `prefix`: the
    last word may go on. `shown`: the words as typed. `faults`: what could not be understood, in
    words; it was taken for words."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefix: bool = False
    shown: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    before: datetime | None = None
    after: datetime | None = None
    faults: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.words and not self.given and not self.before and not self.after


def parse_search(text: str) -> Search:
    """Read what was typed. Nothing is an error: what has no sense as an operator is a word."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    shown: list[str] = []
    given: dict[str, str] = {}
    faults: list[str] = []
    dates: dict[str, datetime] = {}
    for name, quoted, plain in _TERM.findall(text):
        value = quoted or plain
        if name in OPERATORS and value:
            fault = _take(name, value, given, dates)
            if not fault:
                continue
            faults.append(fault)
        elif fault := _mistaken(name, value):
            faults.append(fault)
        tokens = sought(f"{name}:{value}" if name else value)
        if not tokens:
            continue
        words += tokens
        shown.append(value)
        if quoted and len(tokens) > 1:
            phrases.append(tuple(tokens))
    ends_in_word = (
        bool(words) and not text.endswith((" ", '"')) and shown[-1] in text[-len(shown[-1]) :]
    )
    return Search(
        tuple(dict.fromkeys(words))[:MOST_WORDS],
        tuple(phrases),
        ends_in_word,
        tuple(shown),
        given,
        dates.get("before"),
        dates.get("after"),
        tuple(faults),
    )


def _mistaken(name: str, value: str) -> str:
    """What was meant as an operator, by its look, and is none."""
    if name and value and not value.startswith("//"):
        return say("There is no %(name)s: to search by; it was taken for a word.", name=name)
    if re.match(r"-\w", value):
        return say("Words cannot be left out: %(word)s was looked for.", word=value)
    return ""


def _take(name: str, value: str, given: dict[str, str], dates: dict[str, datetime]) -> str:
    """Keep an operator; what is wrong with it, if something is."""
    if name in ("before", "after"):
        try:
            day = datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        except ValueError:
            return say("%(name)s: wants %(what)s.", name=name, what=say(OPERATORS[name]))
        dates[name] = day if name == "before" else day + timedelta(days=1)
        return ""
    allowed = {"kind": KINDS, "is": STATES, "has": ("image",)}.get(name)
    if allowed and value not in allowed:
        return say("%(name)s: can be %(all)s.", name=name, all=", ".join(allowed))
    if name == "in" and value.partition(":")[0] not in PLACES:
        return say("in: can be %(all)s, or a thread such as question:12.", all=", ".join(PLACES))
    given[name] = value
    return ""
