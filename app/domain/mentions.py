"""Who is named in a text: `@Name`, `@external-id`, or a group such as `@team`."""

import re
from collections.abc import Iterable

# what a group is called -> the roles that it means
GROUPS = {
    "team": frozenset({"owner", "lead"}),
    "reviewers": frozenset({"reviewer"}),
}


def find_named(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in a text after an @, each once, in their order there. The
    longest one wins, and none is found within another word: @Ann is not in @Anna."""
    wanted = sorted({name for name in names if name}, key=len, reverse=True)
    if "@" not in text or not wanted:
        return []
    any_of = "|".join(re.escape(name) for name in wanted)
    return list(dict.fromkeys(re.findall(rf"(?<![\w@])@({any_of})(?!\w)", text)))
