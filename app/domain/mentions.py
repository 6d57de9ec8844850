"""Who is named in a text: `@Name`, `@external-id`, or a group such as `@team`."""

import re
from collections.abc import Iterable, Iterator

# what a group is called -> the roles that it means
GROUPS = {
    "team": frozenset({"owner", "lead"}),
    "reviewers": frozenset({"reviewer"}),
}


def find_named(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in a text after an @, each once, in their order there. The
    longest one wins, and none is found within another word: @Ann is not in @Anna."""
    return list(dict.fromkeys(match[1] for match in find_mentions(text, names)))


def find_mentions(text: str, names: Iterable[str]) -> Iterator[re.Match[str]]:
    """Where they stand, with the @; the name is the first group."""
    wanted = sorted({name for name in names if name}, key=len, reverse=True)
    if "@" not in text or not wanted:
        return iter(())
    any_of = "|".join(re.escape(name) for name in wanted)
    return re.finditer(rf"(?<![\w@])@({any_of})(?!\w)", text)
