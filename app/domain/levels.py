"""What people are told of a thread: everything, only what names them, or nothing."""

from collections.abc import Mapping

from app.languages import mark

LEVELS = {
    "all": mark("Every message"),
    "mentions": mark("Only when I am named"),
    "nothing": mark("Nothing, not even my name"),
}
# What a kind of thread tells by default those who take part in it. In the lounge that is everybody.
BUILT_IN = {"task": "all", "question": "all", "clause": "all", "lounge": "mentions"}


def level_of(said: str | None, defaults: Mapping[str, str], kind: str, *, takes_part: bool) -> str:
    """Somebody's level: what they said, or else, if they take part, what the project or the
    product says of this kind of thread."""
    if said is not None:
        return said
    if kind == "lounge" or takes_part:
        return defaults.get(kind, BUILT_IN[kind])
    return "mentions"


def is_told(level: str, *, is_named: bool) -> bool:
    """Whether somebody of a level is told of a message."""
    return level == "all" or (level == "mentions" and is_named)
