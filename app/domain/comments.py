"""Comments on lines of a clause: where they belong, and what a suggestion makes of the clause."""

from app.errors import Invalid
from app.languages import say


def pick_lines(text: str, first: int, last: int) -> str:
    """The lines `first` to `last` of a text, counted from 1."""
    lines = text.split("\n")
    if not 1 <= first <= last <= len(lines):
        raise Invalid(
            say("Choose lines of this clause: it has %(count)s.", count=len(lines)), "lines"
        )
    return "\n".join(lines[first - 1 : last])


def find_lines(text: str, quote: str, first: int) -> int | None:
    """The line, from 1, at which a text still says what was quoted: where it said it then, or
    elsewhere, as long as that is one place only."""
    lines, wanted = text.split("\n"), quote.split("\n")
    places = [
        place + 1
        for place in range(len(lines) - len(wanted) + 1)
        if lines[place : place + len(wanted)] == wanted
    ]
    if first in places:
        return first
    return places[0] if len(places) == 1 else None


def put_lines(text: str, quote: str, first: int, suggestion: str) -> str | None:
    """The text with the suggestion in the place of what was quoted; None where it says that no
    more."""
    place = find_lines(text, quote, first)
    if place is None:
        return None
    lines = text.split("\n")
    end = place - 1 + len(quote.split("\n"))
    new = suggestion.split("\n") if suggestion else []
    return "\n".join([*lines[: place - 1], *new, *lines[end:]])
