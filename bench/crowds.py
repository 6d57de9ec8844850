"""Crowds of sockets as a suite uses them: opened, waited for and ended; see crowd.py."""

import asyncio
import json
import resource
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Hello:
    """Where a crowd's sockets go, as whom, and what each person's page shows."""

    path: str = "/live"
    tokens: tuple[str, ...] = ("nobody",)
    focus: tuple[tuple[str, ...], ...] = field(default=((),))


@dataclass
class Crowd:
    """A process of clients at one server."""

    child: Process

    async def open(self, count: int, hello: Hello, **more: Any) -> dict[str, Any]:
        """So many more sockets at once; how long until the last was welcomed and has its
        `events`."""
        said = {"path": hello.path, "tokens": hello.tokens, "focus": hello.focus, **more}
        await self._say(do="open", count=count, **said)
        return await self._hear()

    async def expect(self, events: int) -> None:
        """Count events from here on."""
        await self._say(do="expect", events=events)
        await self._hear()

    async def last(self) -> dict[str, Any]:
        """When (`at`) the last of them had the last of what was expected, and its `size`."""
        return await self._hear()

    async def close(self) -> None:
        """Hang up, and let the server notice."""
        await self._say(do="close")
        await self._hear()
        await asyncio.sleep(0.5)

    async def _say(self, **order: Any) -> None:
        assert self.child.stdin
        self.child.stdin.write(json.dumps(order).encode() + b"\n")
        await self.child.stdin.drain()

    async def _hear(self) -> dict[str, Any]:
        assert self.child.stdout
        async with asyncio.timeout(PATIENCE):
            line = await self.child.stdout.readline()
        if not line:
            raise SystemExit("the crowd has ended")
        said: dict[str, Any] = json.loads(line)
        return said


@asynccontextmanager
async def crowd(port: int) -> AsyncIterator[Crowd]:
    """Clients at a port; gone at the end."""
    words = (sys.executable, "-m", "bench.crowd", str(port))
    child = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    try:
        yield Crowd(child)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def many_files() -> None:
    """Let the processes that are started from here have thousands of sockets."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
