"""The event log: written in the same transaction as the change it tells, in one gapless order.

Actions call `record`; the edge calls `append` once, after the last action of a group, so that
`seq` is given out last and committed at once: a reader that has seen number 7 will never find a
number 6 turning up later. Events hold ids, never content.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Index, bindparam, insert, select, text, update
from sqlmodel import Field, Session, SQLModel

from app.clock import new_id, now
from app.domain.roles import Actor
from app.records.columns import big, document, table
from app.records.kinds import KINDS
from app.records.quick import Quick


class Stream(SQLModel, table=True):
    """A project's counters, its head of the hash chain, and the row that serialises its writers.

    Project 0 is the instance. `openings` grows whenever a task may have become available again.
    """

    __tablename__ = "streams"

    project_id: int = big(primary_key=True)
    seq: int = big(default=0)
    hash: str = ""
    epoch: str = Field(default_factory=lambda: str(new_id()))
    questions: int = 0
    rulings: int = 0
    revisions: int = 0
    clauses: int = 0
    relabels: int = 0
    restorations: int = 0
    exams: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    calibrations: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    openings: int = big(default=0)


class Event(SQLModel, table=True):
    """One thing that happened: who, what kind, about what, and who may hear of it."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_kind", "project_id", "kind", "seq"),)

    project_id: int = big(primary_key=True)
    seq: int = big(primary_key=True)
    at: datetime
    actor_id: int | None = big(default=None)
    kind: str
    subject: int = big(default=0)
    audience: str
    data: dict[str, object] = document(default_factory=dict)
    hash: str


@dataclass(slots=True)
class Untold:
    """An event that has happened but has no number yet."""

    project_id: int
    actor_id: int | None
    kind: str
    subject: int
    audience: str
    data: dict[str, object] = field(default_factory=dict)


def record(
    db: Session, actor: Actor, kind: str, *, subject: int, audience: str, **data: object
) -> None:
    """Tell that something happened. It is written if, and only if, the action's changes are."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of event: {kind}")
    story: list[Untold] = db.info["story"]
    story.append(Untold(actor.project_id, actor.member_id, kind, subject, audience, data))


_STREAMS, _EVENTS = table(Stream), table(Event)
_PROJECT = _STREAMS.c.project_id == bindparam("project")
_THERE = Quick(select(_STREAMS.c.project_id).where(_PROJECT))
_LOCKED = Quick(select(_STREAMS.c.project_id).where(_PROJECT).with_for_update())
_HEAD = Quick(select(_STREAMS.c.seq, _STREAMS.c.hash).where(_PROJECT))
_TELL = Quick(insert(_EVENTS), [column.name for column in _EVENTS.c])
_MOVE = Quick(update(_STREAMS).where(_PROJECT), ("seq", "hash", "project"))


def lock(connection: Connection, project_ids: Iterable[int]) -> set[int]:
    """Wait until this transaction is the only writer of these projects; returns those there are.

    In ascending order, so that two processes with crossed projects cannot wait for each other.
    On SQLite nothing is locked: BEGIN IMMEDIATE has the whole file.
    """
    wait = _LOCKED if connection.dialect.name == "postgresql" else _THERE
    ordered = sorted(set(project_ids))
    return {each for each in ordered if wait.first(connection, {"project": each})}


def need_streams(connection: Connection, held: set[int], story: Iterable[Untold]) -> set[int]:
    """Make sure that an action's events have a log to go to, and that nobody else writes there.

    Mostly they go to the group's own projects. Returns those locked beside them, such as one that
    was made just now; one that does not exist is the action's own failure, not its group's.
    """
    strange = {told.project_id for told in story} - held
    found = lock(connection, strange) if strange else strange
    if found != strange:
        raise LookupError(f"no such project: {min(strange - found)}")
    return found


def append(connection: Connection, story: list[Untold]) -> dict[int, int]:
    """Number, chain and store the group's events; returns the new head of each project."""
    heads: dict[int, int] = {}
    for project_id in sorted({told.project_id for told in story}):
        mine = [told for told in story if told.project_id == project_id]
        heads[project_id] = _append_to(connection, project_id, mine)
    if heads and connection.dialect.name == "postgresql":
        for project_id in heads:  # delivered by the server at commit, and only then
            connection.execute(text("SELECT pg_notify('precedent', :p)"), {"p": str(project_id)})
    return heads


def _append_to(connection: Connection, project_id: int, story: list[Untold]) -> int:
    [(seq, chained)], at = _HEAD.rows(connection, {"project": project_id}), now()
    rows = []
    for told in story:
        seq += 1
        chained = chain(chained, project_id, seq, at, told)
        rows.append(
            {
                "project_id": project_id,
                "seq": seq,
                "at": at,
                "actor_id": told.actor_id,
                "kind": told.kind,
                "subject": told.subject,
                "audience": told.audience,
                "data": told.data,
                "hash": chained,
            }
        )
    _TELL.many(connection, rows)
    _MOVE.rows(connection, {"project": project_id, "seq": seq, "hash": chained})
    return int(seq)


def chain(before: str, project_id: int, seq: int, at: datetime, told: Untold | Event) -> str:
    """The hash of an event: SHA-256 over the hash before it and all that the event says."""
    said = [project_id, seq, at.isoformat(), told.actor_id, told.kind, told.subject]
    body = json.dumps([*said, told.audience, told.data], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()
