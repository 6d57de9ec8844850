"""The export of answers put together: by votes, by what people are worth, by decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.aggregates import METHODS, Aggregates, unpack
from app.domain.consensus import consensus
from app.domain.roles import Actor
from app.queries.adjudications import map_adjudicated
from app.queries.exports_work import answers_of
from app.queries.keysets import rows_after
from app.records.figures import Figure
from app.records.tasks import Task

CONSENSUS = (
    "external_id votes majority share tied adjudicated dawid_skene dawid_skene_probability mace "
    "mace_probability as_of"
)


def consensuses(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Tasks with votes, in the order of their making. What Dawid and Skene's method and MACE say is
    as of `as_of`, when the figures of the labelers were reckoned last; empty before."""
    query: Any = pick(col(Task.id).label("_"), col(Task.external_id))
    found = rows_after(db, actor, query, col(Task.id), after, most)
    ids = [row["_"] for row in found]
    votes, decided = answers_of(db, actor.project_id, ids), map_adjudicated(db, ids)
    aggregates, as_of = _aggregates(db, actor.project_id)
    by_method = aggregates.of(ids) if aggregates else {}
    return [
        row
        | _by_votes(votes[row["_"]])
        | {"adjudicated": decided[row["_"]].value if row["_"] in decided else None}
        | _by_methods(by_method.get(row["_"], {}))
        | {"as_of": as_of if row["_"] in by_method else None}
        for row in found
    ]


def _by_votes(given: list[str]) -> dict[str, Any]:
    found = consensus(given)
    return {
        "votes": found.votes,
        "majority": found.value,
        "share": round(found.share, 4),
        "tied": found.tied,
    }


def _by_methods(found: dict[str, tuple[str, float]]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in METHODS:
        value, probability = found.get(name, (None, None))
        columns[name] = value
        columns[f"{name}_probability"] = None if probability is None else round(probability, 4)
    return columns


def _aggregates(db: Session, project_id: int) -> tuple[Aggregates | None, datetime | None]:
    """Unpacked once for all pages of an export."""
    made_at = db.execute(
        pick(col(Figure.made_at)).where(
            col(Figure.project_id) == project_id, col(Figure.name) == "labelers"
        )
    ).scalar()
    if made_at is None:
        return None, None
    memory: dict[str, Any] = db.info.get("memory", {})
    known = memory.get("aggregates")
    if known is None or known[0] != (project_id, made_at):
        figure = db.get_one(Figure, (project_id, "labelers"))
        known = (project_id, made_at), unpack(figure.blob) if figure.blob else None
        memory["aggregates"] = known
    return known[1], made_at
