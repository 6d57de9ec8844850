"""The edge: the only place where transactions begin and end.

`write` hands an action to the process's one writer, which runs whatever has queued up in one
transaction, syncs once, and only then answers everybody: group commit. If one of a group fails, the
transaction is given up and the group is run again with a savepoint each, so that the failure harms
only itself: savepoints cost as much as a label, and failures are rare. An action may therefore run
twice, the first time in vain. `read` runs a query on a read-only connection.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from app.errors import Unavailable
from app.languages import say, speak, spoken
from app.records.disks import find_full
from app.records.events import Untold, append, lock, need_streams
from app.records.stores import PostgresStore, SqliteStore, Store
from app.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Job:
    """An action that waits for its turn; `language` is that of whoever asks for it."""

    project_id: int
    run: Callable[[Session], Any]
    answer: "asyncio.Future[Any]"
    lasting: bool = True
    language: str = field(default_factory=spoken)
    result: Any = None
    failed: BaseException | None = None


class Apart(Exception):
    """An action failed among others: the group has to be run with a savepoint each."""


class Edge:
    """One process's way to its database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store: Store = (SqliteStore if settings.is_sqlite else PostgresStore)(settings)
        # what the writer remembers between actions: hints, never the truth
        self.memory: dict[str, Any] = {}
        # called after a commit, on the event loop, with the projects that have news
        self.listeners: list[Callable[[dict[int, int]], None]] = []
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._turn = threading.Lock()  # whoever has it writes
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def start(self) -> None:
        """Open the database and begin to take actions."""
        self._loop = asyncio.get_running_loop()
        await self.store.open()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Finish what has been queued, then close."""
        self._closed = True
        if self._thread:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None
        await self.store.close()

    async def write(
        self,
        project_id: int,
        action: Callable[Concatenate[Session, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run an action as the project's only writer; returns when it is on the disk.

        `project_id` 0 is the instance. Raises what the action raises; then nothing of it happened.
        Whoever stops waiting before its turn takes it back; after that it is done unheard.
        """
        job = self._job(project_id, lambda db: action(db, *args, **kwargs), lasting=True)
        self._jobs.put(job)
        result: R = await job.answer
        return result

    async def write_unsynced(self, project_id: int, run: Callable[[Session], R]) -> R:
        """The same for what is no loss if the power fails in this very second, being done again: it
        is seen at once and survives the end of the process, but does not wait for the disk."""
        job = self._job(project_id, run, lasting=False)
        self._jobs.put(job)
        result: R = await job.answer
        return result

    async def lend(self, project_id: int, run: Callable[[Session], R]) -> R:
        """The same for something as short as a lease. Where the writer rests, it is done here: to
        hand it over and back takes longer."""
        near = self.store.is_near and self._jobs.empty() and self._turn.acquire(blocking=False)
        if not near:
            return await self.write_unsynced(project_id, run)
        try:
            job = self._job(project_id, run, lasting=False)
            heads = self._settle([job])
        finally:
            self._turn.release()
        self._answer([job], heads)
        result: R = await job.answer
        return result

    def _job(self, project_id: int, run: Callable[[Session], Any], *, lasting: bool) -> Job:
        if self._closed:
            raise Unavailable(say("The service is stopping. Nothing was changed; try again soon."))
        return Job(project_id, run, asyncio.get_running_loop().create_future(), lasting)

    async def read(
        self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query, or build a page, on one consistent, read-only view of the database."""

        language = spoken()

        def run(connection: Connection) -> R:
            speak(language)
            with Session(connection, join_transaction_mode="rollback_only") as db:
                db.info.update(connection=connection, memory=self.memory)
                return query(db, *args, **kwargs)

        try:
            return await self.store.read(run)
        except (OperationalError, InterfaceError, PoolTimeout, OSError) as broken:
            if full := find_full(broken):
                raise full from broken
            raise Unavailable(
                say("The database does not answer just now. Try again soon.")
            ) from broken

    def _work(self) -> None:
        self.store.start_writer()
        while True:
            taken = [self._jobs.get()]
            while len(taken) < self.settings.group_most and not self._jobs.empty():
                taken.append(self._jobs.get())
            # from here on nobody can take theirs back
            self._run([job for job in taken if job and not job.answer.cancelled()])
            if None in taken:  # stop() puts it there, last of all
                self.store.stop_writer()
                return

    def _run(self, group: list[Job]) -> None:
        if not group:
            return
        with self._turn:
            heads = self._settle(group)
        if self._loop and not self._loop.is_closed():
            # once for all: each call wakes the loop, which then fights with us for the interpreter
            self._loop.call_soon_threadsafe(self._answer, group, heads)

    def _settle(self, group: list[Job]) -> dict[int, int]:
        try:
            return self._commit(group)
        except BaseException as broken:  # nothing was kept: everybody must hear of it
            self.memory.clear()  # what was remembered may never have happened
            for job in group:
                speak(job.language)
                job.failed = _explain(broken)
            return {}

    def _commit(self, group: list[Job]) -> dict[int, int]:
        lasting = any(job.lasting for job in group)
        try:
            return self.store.write(lambda it: self._transact(it, group, apart=False), lasting)
        except Apart:
            self.memory.clear()
            if len(group) == 1:
                return {}
            return self.store.write(lambda it: self._transact(it, group, apart=True), lasting)

    def _transact(self, connection: Connection, group: list[Job], *, apart: bool) -> dict[int, int]:
        held = lock(connection, {job.project_id for job in group})
        work = _each_apart if apart else _all_in_one
        return append(connection, work(connection, group, held, self.memory))

    def _answer(self, group: list[Job], heads: dict[int, int]) -> None:
        """On the loop: tell everybody what came of it, and those who listen that there is news."""
        for job in group:
            if job.answer.done():
                continue  # whoever asked has gone
            if job.failed:
                job.answer.set_exception(job.failed)
            else:
                job.answer.set_result(job.result)
        if heads:
            for listener in self.listeners:
                listener(heads)


def _all_in_one(
    connection: Connection, group: list[Job], held: set[int], memory: dict[str, Any]
) -> list[Untold]:
    """Run the actions one after the other; gives their story. If one fails: Apart."""
    story: list[Untold] = []
    with Session(connection, join_transaction_mode="rollback_only") as db:
        db.info.update(connection=connection, story=story, memory=memory)
        for job in group:
            told = len(story)
            speak(job.language)
            try:
                job.result, job.failed = job.run(db), None
                held |= need_streams(connection, held, story[told:])
                db.flush()
            except BaseException as refused:
                job.failed = _failure(refused)
                raise Apart from refused
            db.expunge_all()  # the next action must not meet this one's objects
    return story


def _each_apart(
    connection: Connection, group: list[Job], held: set[int], memory: dict[str, Any]
) -> list[Untold]:
    """The same with a savepoint each: a failure harms only itself."""
    whole: list[Untold] = []
    for job in group:
        story: list[Untold] = []
        speak(job.language)
        with Session(connection, join_transaction_mode="create_savepoint") as db:
            db.info.update(connection=connection, story=story, memory=memory)
            db.expire_on_commit = False
            try:
                job.result, job.failed = job.run(db), None
                joining = need_streams(connection, held, story)
                db.commit()  # writes what is unwritten; the group's transaction is still open
            except BaseException as refused:
                job.failed = _failure(refused)
                db.rollback()
                memory.clear()
                continue
        held |= joining  # not before: a savepoint rolled back gives its locks back too
        whole += story
    return whole


def _failure(refused: BaseException) -> BaseException:
    """What to tell whoever asked for an action that failed."""
    of_the_database = isinstance(refused, OperationalError | InterfaceError)
    return _explain(refused) if of_the_database else find_full(refused) or refused


def _explain(broken: BaseException) -> BaseException:
    """What to tell people when the database itself did not answer, or could not keep it."""
    if full := find_full(broken):
        return full
    if isinstance(broken, SQLAlchemyError | OSError):
        told = Unavailable(
            say("The database could not keep this. Nothing was changed; try again soon.")
        )
        told.__cause__ = broken
        return told
    return broken
