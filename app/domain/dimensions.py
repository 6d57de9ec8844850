"""Answers in several dimensions: one canonical text for all, and its values one by one."""

import json
from collections.abc import Iterable, Mapping

from app.domain.consensus import Consensus, consensus


def join_dimensions(values: Mapping[str, str]) -> str:
    """The canonical text of values by dimension: JSON, sorted by name, so that equal answers are
    equal texts."""
    ordered = dict(sorted(values.items()))
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))


def split_dimensions(value: str) -> dict[str, str]:
    """The values by dimension of a canonical text; empty for what is none."""
    try:
        loaded = json.loads(value) if value.startswith("{") else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    return {name: str(part) for name, part in loaded.items()}


def piece_of(name: str, value: str) -> str:
    """What stands in the canonical text of every answer with this value in this dimension, and of
    no other: a quotation mark inside a value is escaped there."""
    return join_dimensions({name: value})[1:-1]


def by_dimension(values: Iterable[str], names: Iterable[str]) -> dict[str, list[str]]:
    """The values of each dimension, in the order of the answers; one who was not asked a dimension
    says nothing in it."""
    parts = [split_dimensions(value) for value in values]
    return {name: [each[name] for each in parts if name in each] for name in names}


def consensus_by_dimension(
    values: Iterable[str], names: Iterable[str], *, adjudicated: str | None = None
) -> dict[str, Consensus]:
    """The consensus of each dimension by itself: people who part in one still agree in another."""
    decided = split_dimensions(adjudicated) if adjudicated is not None else {}
    return {
        name: consensus(said, adjudicated=decided.get(name))
        for name, said in by_dimension(values, names).items()
    }
