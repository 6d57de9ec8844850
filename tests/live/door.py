"""A live door on a free port, and tabs that listen at it as browsers and programs do."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.actions.assignments import claim_task
from app.actions.labels import Given, submit_label
from app.actions.messages import post_message
from app.actions.tasks import add_task
from app.clock import new_id, new_ordered_id, now
from app.domain.roles import Actor
from app.live.hub import Hub
from app.live.serving import make_server
from app.main import create_app
from app.queries.dispatch import find_held
from app.records.labels import Assignment
from tests.cast import World

Frame = dict[str, Any]
PATIENCE = 5.0


@dataclass
class Tab:
    """One socket: the frames it got, in order, with a reader that never stops on its own."""

    wire: ClientConnection
    frames: list[Frame] = field(default_factory=list)
    code: int | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def read(self) -> None:
        """Take in frames until the other side closes."""
        with suppress(ConnectionClosed):
            async for text in self.wire:
                self.frames.append(json.loads(text))
                async with self._news:
                    self._news.notify_all()
        self.code = self.wire.close_code
        async with self._news:
            self._news.notify_all()

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.wire.send(json.dumps(frame))

    async def until(self, seen: Callable[[Frame], Any]) -> Frame:
        """The first frame that fits, once it is there."""

        def found() -> Frame | None:
            return next((frame for frame in self.frames if seen(frame)), None)

        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: found() or self.code is not None)
        frame = found()
        assert frame, f"closed with {self.code} before it came; got {self.frames}"
        return frame

    async def holding(self, words: str) -> Frame:
        """The first event whose content holds these words."""
        return await self.until(lambda frame: words in frame.get("content", ""))

    async def kind(self, kind: str) -> Frame:
        """The first frame of a type."""
        return await self.until(lambda frame: frame["type"] == kind)

    async def closing(self) -> int | None:
        """The code it is closed with."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: self.code is not None)
        return self.code

    def text(self) -> str:
        """Everything that came over the wire."""
        return json.dumps(self.frames)


@dataclass
class Door:
    """A served app: where it is, and how people listen at it."""

    world: World
    app: FastAPI
    port: int

    @property
    def hub(self) -> Hub:
        """The hub behind it."""
        hub: Hub = self.app.state.hub
        return hub

    @property
    def url(self) -> str:
        """The socket's address."""
        return f"ws://127.0.0.1:{self.port}/projects/{self.world.slug}/live"

    def dial(self, name: str, **options: Any) -> connect:
        """A socket of a person, with their token, not yet open."""
        token = self.world.people[name].token
        headers = {"authorization": f"Bearer {token}"}
        return connect(self.url, additional_headers=headers, proxy=None, **options)

    @asynccontextmanager
    async def tab(
        self, name: str, *focus: str, since: int | None = None, epoch: str | None = None
    ) -> AsyncIterator[Tab]:
        """A person's tab, welcomed, listening to topics."""
        async with self.dial(name) as wire:
            hello = {"type": "hello", "focus": list(focus), "since": since, "epoch": epoch}
            await wire.send(json.dumps(hello))
            async with reading(wire) as tab:
                yield tab


@asynccontextmanager
async def reading(wire: ClientConnection) -> AsyncIterator[Tab]:
    """A tab on a socket that has said hello, once it is welcome."""
    tab = Tab(wire)
    task = asyncio.ensure_future(tab.read())
    try:
        await tab.kind("welcome")
        yield tab
    finally:
        await wire.close()
        await task


@asynccontextmanager
async def serve(world: World, **knobs: Any) -> AsyncIterator[Door]:
    """The world behind a real server on a free port, with some settings of its own."""
    app = create_app(world.settings.model_copy(update=knobs), world.edge)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        server = make_server(app, app.state.settings)
        server.config.log_level = "critical"
        server.config.configure_logging()
        serving = asyncio.ensure_future(server.serve(sockets=[held]))
        while not server.started:
            await asyncio.sleep(0)
            if serving.done():
                await serving
        try:
            yield Door(world, app, held.getsockname()[1])
        finally:
            server.should_exit = True
            await serving


async def post(world: World, name: str, topic: str, body: str, key: UUID | None = None) -> UUID:
    """A message by a person."""
    key = key or new_ordered_id()
    await world.write(post_message, name, topic, key=key, body=body)
    return key


async def make_task(world: World, words: str = "They called me that again.") -> str:
    """A task of the project; its topic."""
    task = await world.write(
        add_task, "lea", external_id=str(new_id()), kind="text", content={"text": words}
    )
    return f"task:{task.key}"


async def hold(world: World, *names: str) -> None:
    """These people take a task into their hands."""
    for name in names:
        await world.write(claim_task, name)


async def submit(world: World, name: str, raw: str = "hateful") -> None:
    """The person answers the task in hand."""
    held = await world.read(in_hand, name)
    await world.write(submit_label, name, held, Given(raw, cid=new_id()))


def in_hand(db: Session, actor: Actor) -> UUID:
    """The key of the actor's lease."""
    held: Assignment | None = find_held(db, actor, now())
    assert held is not None
    return held.key
