"""Taking in a file: received to a draft on the disk, then read and kept batch by batch.

The file is whole before its first row is kept: one that is too large, or no text at all, keeps
nothing. Rows then go in between other people's writes, whether or not the sender still listens.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from uuid import UUID

import structlog
from sqlmodel import Session

from app.actions.imports import (
    fail_abandoned,
    fail_import,
    finish_import,
    need_importer,
    start_import,
    take_batch,
)
from app.clock import now
from app.domain.answers import AnswerSchema
from app.domain.batches import ROWS, Batch, Run
from app.domain.formats import HEAD_BYTES, FileFormat, detect_format
from app.domain.imports import ImportOptions, check_header
from app.domain.label_rows import LabelRow, parse_label_row
from app.domain.predictions import PredictionRow, parse_prediction_row
from app.domain.proxies import ProxyRow, parse_proxy_row
from app.domain.roles import Actor
from app.domain.rows import Fault, Record, Row, read_csv, read_json_lines
from app.domain.task_rows import GoldRow, TaskRow, parse_gold_row, parse_task_row
from app.errors import Refused, TooLarge
from app.gate.caller import Caller
from app.gate.repeats import Asked
from app.languages import SOURCE, mark, say, speak
from app.queries.imports import projects_importing
from app.queries.terms import get_schema
from app.records.edge import Edge
from app.records.files import Files
from app.settings import Settings

log = structlog.get_logger()
# without a sign of life for so long, another process's import has died
PATIENCE = timedelta(minutes=5)
PARSERS = {
    "tasks": parse_task_row,
    "labels": parse_label_row,
    "gold": parse_gold_row,
    "proxies": parse_proxy_row,
    "predictions": parse_prediction_row,
}
Parsed = TaskRow | LabelRow | GoldRow | ProxyRow | PredictionRow | Fault


@dataclass(slots=True)
class Received:
    """A whole file, its size and hash, and what it turned out to be."""

    file: IO[bytes]
    size: int
    hash: str
    found: FileFormat


class Imports:
    """The imports that run in this process."""

    def __init__(self, edge: Edge, settings: Settings) -> None:
        self.edge = edge
        self.settings = settings
        self.files = Files(settings.files)
        self._running: dict[UUID, asyncio.Task[None]] = {}

    async def begin(
        self,
        caller: Caller,
        options: ImportOptions,
        filename: str,
        body: AsyncIterator[bytes],
        asked: Asked | None = None,
    ) -> tuple[UUID, asyncio.Task[None] | None]:
        """Receive a file and start to take it in. Returns the import's key, and the task to wait
        for, as long as it runs here. Raises, keeping nothing, for a file that is too large or
        cannot be read at all. Asked for again, under the same idempotency key, it is the first."""
        await caller.read(need_importer)
        file = await asyncio.to_thread(self._draft)
        try:
            received = await self._receive(file, options, filename, body)
            schema = await caller.read(_schema)
            name = filename or "file"
            key, is_new = await caller.write(_start, options, name, received, asked)
        except BaseException:
            file.close()
            raise
        if not is_new:
            file.close()
            return key, self._running.get(key)
        run = Run(key, options, schema)
        task = asyncio.create_task(self._take_in(caller, run, received))
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))
        return key, task

    async def sweep(self) -> None:
        """Mark what a dead process left running. On SQLite every other process is dead."""
        before = now() - (timedelta(0) if self.settings.is_sqlite else PATIENCE)
        for project_id in await self.edge.read(projects_importing, before):
            await self.edge.write(project_id, fail_abandoned, project_id, before)

    async def close(self) -> None:
        """Stop what still runs; it is marked at the next start."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _draft(self) -> IO[bytes]:
        return self.files.draft()

    async def _receive(
        self,
        file: IO[bytes],
        options: ImportOptions,
        filename: str,
        body: AsyncIterator[bytes],
    ) -> Received:
        size, lines, hashed = 0, 0, hashlib.sha256()
        async for piece in body:
            size += len(piece)
            if size > self.settings.import_bytes:
                most = self.settings.import_bytes
                raise TooLarge(
                    say("A file has at most %(most)s bytes; nothing was kept.", most=f"{most:,}")
                )
            lines += piece.count(b"\n")
            hashed.update(piece)
            await asyncio.to_thread(file.write, piece)
        found = await asyncio.to_thread(self._inspect, file, options, filename, lines)
        return Received(file, size, hashed.hexdigest(), found)

    def _inspect(
        self, file: IO[bytes], options: ImportOptions, filename: str, lines: int
    ) -> FileFormat:
        file.seek(0)
        found = detect_format(file.read(HEAD_BYTES), filename, options.format)
        if lines > self.settings.import_rows:  # a cell may hold lines: only then count the rows
            rows = sum(1 for _ in self._records(file, found))
            if rows > self.settings.import_rows:
                most = self.settings.import_rows
                raise TooLarge(
                    say("A file has at most %(most)s rows; nothing was kept.", most=f"{most:,}")
                )
        if found.format == "csv":
            first = next(self._records(file, found), None)
            if isinstance(first, Row):
                check_header(options, first.values)
        return found

    def _records(self, file: IO[bytes], found: FileFormat) -> Iterator[Record]:
        file.seek(found.start)
        cell = self.settings.cell_bytes
        if found.format == "jsonl":
            return read_json_lines(file, cell)
        return read_csv(file, cell, found.delimiter)

    async def _take_in(self, caller: Caller, run: Run, received: Received) -> None:
        speak(SOURCE)  # what goes wrong is written down, whoever imports
        with closing(received.file):
            try:
                rows = self._records(received.file, received.found)
                async with aclosing(_ahead(rows, run, received.file)) as batches:
                    async for batch in batches:
                        await caller.write(take_batch, run, batch)
                await caller.write(finish_import, run.key)
            except Refused as why:
                await self._fail(caller, run.key, why.message)
            except Exception:
                log.exception("an import failed", key=str(run.key))
                await self._fail(caller, run.key, mark("Something broke here, not in the file."))

    async def _fail(self, caller: Caller, key: UUID, why: str) -> None:
        """The importer may have lost the right to go on, but the failure is still written down."""

        def fail(db: Session) -> None:
            member = Actor(None, caller.project_id, 0, "lead")
            fail_import(db, member, key, why)

        await self.edge.write(caller.project_id, fail)


async def _ahead(rows: Iterator[Record], run: Run, file: IO[bytes]) -> AsyncGenerator[Batch, None]:
    """The file's batches; the next is read while one is being kept."""
    reading = asyncio.create_task(asyncio.to_thread(_read, rows, run, file))
    try:
        while batch := await reading:
            reading = asyncio.create_task(asyncio.to_thread(_read, rows, run, file))
            yield batch
    finally:  # whoever stops early closes the file: not under the reader's hands
        await asyncio.gather(reading, return_exceptions=True)


def _start(
    db: Session,
    actor: Actor,
    options: ImportOptions,
    filename: str,
    received: Received,
    asked: Asked | None,
) -> tuple[UUID, bool]:
    """The import's key, and whether it was begun now: the same request may have begun it before."""
    digest = asked.digest_of(received.hash) if asked else ""
    if asked and (known := asked.find(db, actor, digest)):
        return UUID(known[1]), False
    key = start_import(db, actor, options, filename=filename, size=received.size)
    if asked:
        asked.keep(db, actor, digest, 201, str(key))
    return key, True


def _schema(db: Session, actor: Actor) -> AnswerSchema:
    return get_schema(db, actor.project_id)


def _read(rows: Iterator[Record], run: Run, file: IO[bytes]) -> Batch | None:
    """The next rows of the file, parsed; None at its end."""
    batch = Batch()
    parse = PARSERS[run.options.kind]
    many = 0
    for record in rows:
        parsed = record if isinstance(record, Fault) else parse(run.options, run.schema, record)
        _sort(batch, parsed)
        many += 1
        if many >= ROWS:
            break
    batch.bytes_done = file.tell()
    return batch if many else None


def _sort(batch: Batch, parsed: Parsed) -> None:
    if isinstance(parsed, Fault):
        batch.faults.append(parsed)
    elif isinstance(parsed, TaskRow):
        batch.tasks.append(parsed)
    elif isinstance(parsed, LabelRow):
        batch.labels.append(parsed)
    elif isinstance(parsed, ProxyRow):
        batch.proxies.append(parsed)
    elif isinstance(parsed, PredictionRow):
        batch.predictions.append(parsed)
    else:
        batch.golds.append(parsed)
