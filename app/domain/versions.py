"""Change types, and the versions and approvals that follow from them."""

import re
from collections.abc import Iterable, Mapping

from app.errors import Invalid
from app.languages import say

# Lightest first.
CHANGE_TYPES = ("editorial", "clarifying", "substantive")
FIRST_VERSION = "1.0.0"
# Of a substantive change two others are convinced, where there are two.
DEFAULT_APPROVALS: Mapping[str, int] = {"editorial": 0, "clarifying": 1, "substantive": 2}
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


def heaviest(types: Iterable[str]) -> str:
    """The type that decides for the whole revision. Raises Invalid on an unknown or no type."""
    weights = []
    for type in types:
        if type not in CHANGE_TYPES:
            raise Invalid(
                say("A change is one of: %(all)s.", all=", ".join(CHANGE_TYPES)), field="type"
            )
        weights.append(CHANGE_TYPES.index(type))
    if not weights:
        raise Invalid(say("The revision changes nothing yet."), field="changes")
    return CHANGE_TYPES[max(weights)]


def parse_version(version: str) -> tuple[int, int, int]:
    """(major, minor, patch), which sorts as versions do."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise Invalid(say("A version is three numbers, as in 2.1.0."), field="version")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def next_version(current: str | None, types: Iterable[str]) -> str:
    """The version after `current`: editorial raises the patch, clarifying the minor, substantive
    the major number. The first publication is 1.0.0, whatever its types."""
    if current is None:
        return FIRST_VERSION
    major, minor, patch = parse_version(current)
    weight = heaviest(types)
    if weight == "substantive":
        return f"{major + 1}.0.0"
    if weight == "clarifying":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def approvals_needed(type: str, policy: Mapping[str, int] | None = None, *, others: int = 2) -> int:
    """How many people other than the author must approve; a project's policy may name its own
    number for a type. `others` could: by default no more are asked for, and never none, of what
    decides anything."""
    if type not in CHANGE_TYPES:
        raise Invalid(
            say("A change is one of: %(all)s.", all=", ".join(CHANGE_TYPES)), field="type"
        )
    usual = min(DEFAULT_APPROVALS[type], max(1, others))
    return max(0, int((policy or {}).get(type, usual)))
