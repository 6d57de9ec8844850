"""The export of answers put together: by votes, by what people are worth, by decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.aggregates import METHODS, Aggregates, unpack
from app.domain.consensus import consensus
from app.domain.dimensions import consensus_by_dimension, join_dimensions
from app.domain.outcomes import outcome
from app.domain.roles import Actor
from app.queries.adjudications import map_adjudicated
from app.queries.exports_work import answers_of
from app.queries.keysets import rows_after
from app.queries.terms import get_schema
from app.records.figures import Figure
from app.records.tasks import Task

CONSENSUS = (
    "external_id votes majority share tied adjudicated dawid_skene dawid_skene_probability mace "
    "mace_probability as_of"
)
Found = dict[str, tuple[str, float]]  # by method the answer, and how probable it is


def consensuses(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Tasks with votes, in the order of their making. What Dawid and Skene's method and MACE say is
    as of `as_of`, when the figures of the labelers were reckoned last; empty before."""
    query: Any = pick(col(Task.id).label("_"), col(Task.external_id))
    found = rows_after(db, actor, query, col(Task.id), after, most)
    ids = [row["_"] for row in found]
    votes, decided = answers_of(db, actor.project_id, ids), map_adjudicated(db, ids)
    names = [each.name for each in get_schema(db, actor.project_id).dimensions]
    by_method, as_of = _put_together(db, actor.project_id, ids, names)
    return [
        row
        | _by_votes(votes[row["_"]], names)
        | {"adjudicated": decided[row["_"]].value if row["_"] in decided else None}
        | _by_methods(by_method.get(row["_"], {}))
        | {"as_of": as_of if row["_"] in by_method else None}
        for row in found
    ]


def _by_votes(given: list[str], names: list[str]) -> dict[str, Any]:
    """Of several dimensions: those that are decided, and how it stands in the least clear one."""
    found = consensus(given)
    parts = consensus_by_dimension(given, names).values() if names else (found,)
    return {
        "votes": found.votes,
        "majority": outcome(given, names),
        "share": round(min(each.share for each in parts), 4),
        "tied": any(each.tied for each in parts),
    }


def _by_methods(found: Found) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in METHODS:
        value, probability = found.get(name, (None, None))
        columns[name] = value
        columns[f"{name}_probability"] = None if probability is None else round(probability, 4)
    return columns


def _put_together(
    db: Session, project_id: int, ids: list[int], names: list[str]
) -> tuple[dict[int, Found], datetime | None]:
    """What the methods say of tasks, and as of when. Where answers have several dimensions, each is
    put together by itself, and an answer is as probable as the least probable of its parts."""
    parts = [_aggregates(db, project_id, f"labelers/{each}") for each in names]
    parts = parts or [_aggregates(db, project_id, "labelers")]
    found = [made.of(ids) for made, _ in parts if made is not None]
    if len(found) < len(parts):
        return {}, None
    as_of = min(made_at for _, made_at in parts if made_at is not None)
    if not names:
        return found[0], as_of
    whole = {id for id in ids if all(id in each for each in found)}
    return {id: _join(dict(zip(names, (e[id] for e in found), strict=True))) for id in whole}, as_of


def _join(parts: dict[str, Found]) -> Found:
    return {
        method: (
            join_dimensions({name: found[method][0] for name, found in parts.items()}),
            min(found[method][1] for found in parts.values()),
        )
        for method in METHODS
    }


def _aggregates(
    db: Session, project_id: int, name: str
) -> tuple[Aggregates | None, datetime | None]:
    """Unpacked once for all pages of an export."""
    made_at = db.execute(
        pick(col(Figure.made_at)).where(
            col(Figure.project_id) == project_id, col(Figure.name) == name
        )
    ).scalar()
    if made_at is None:
        return None, None
    memory: dict[str, Any] = db.info.get("memory", {})
    known = memory.get(f"aggregates {name}")
    if known is None or known[0] != (project_id, made_at):
        figure = db.get_one(Figure, (project_id, name))
        known = (project_id, made_at), unpack(figure.blob) if figure.blob else None
        memory[f"aggregates {name}"] = known
    return known[1], made_at
