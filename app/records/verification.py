"""Walking the hash chain: whether the log is what was written, from the first row to the last."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.records.events import Event, Stream, chain
from app.records.stores import PostgresStore, SqliteStore, Store
from app.settings import Settings

PART = 5000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a project's chain says. `bad_seq` None: it holds, up to `seq`."""

    project_id: int
    seq: int
    bad_seq: int | None = None
    why: str = ""


async def verify_database(settings: Settings) -> list[Verdict]:
    """Walk every log, beside whatever serves the database: this only reads."""
    store: Store
    if settings.is_sqlite:
        store = SqliteStore(settings)  # not opened: opening would claim the one writer's place
    else:
        store = PostgresStore(settings)
        await store.open()

    def walk(connection: Connection) -> list[Verdict]:
        with Session(connection, join_transaction_mode="rollback_only") as db:
            return [verify_chain(db, each) for each in list_streams(db)]

    try:
        return await store.read(walk)
    finally:
        await store.close()


def list_streams(db: Session) -> list[int]:
    """Every project's log, the instance's (0) first."""
    return list(db.exec(select(Stream.project_id).order_by(col(Stream.project_id))))


def verify_chain(db: Session, project_id: int) -> Verdict:
    """Walk one project's log: numbers without a gap, each hash over the one before, the head."""
    before, seq = "", 0
    for event in _events(db, project_id):
        if event.seq != seq + 1:
            return Verdict(project_id, seq, seq + 1, "this row is missing")
        if chain(before, project_id, event.seq, event.at, event) != event.hash:
            return Verdict(project_id, seq, event.seq, "this row is not what was written")
        before, seq = event.hash, event.seq
    stream = db.get(Stream, project_id)
    if stream is None or (stream.seq, stream.hash) != (seq, before):
        return Verdict(project_id, seq, seq + 1, "rows are missing at the end")
    return Verdict(project_id, seq)


def _events(db: Session, project_id: int) -> Iterator[Event]:
    """In order, a part at a time: the log may be longer than memory."""
    after = 0
    while True:
        part = db.exec(
            select(Event)
            .where(Event.project_id == project_id, Event.seq > after)
            .order_by(col(Event.seq))
            .limit(PART)
        ).all()
        yield from part
        if len(part) < PART:
            return
        after = part[-1].seq
        db.expunge_all()
