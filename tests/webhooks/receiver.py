"""A real receiver of webhooks on a free port: it answers, fails, stalls, redirects, hangs up."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body as JSON."""
        return msgspec.json.decode(self.body)


@dataclass
class Receiver:
    """What came, and how it answers: a status, "stall", "reset", "garbage", "slow drip", or bytes
    to be sent as they are. `answers` are used up first, then `usual`."""

    port: int = 0
    usual: int | str | bytes = 200
    answers: list[int | str | bytes] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    connections: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/hook", scheme: str = "http", host: str = "127.0.0.1") -> str:
        """Its address."""
        return f"{scheme}://{host}:{self.port}{path}"

    async def reach(self, many: int) -> None:
        """Wait until so many requests have come; messages wait until they cannot be undone."""
        async with asyncio.timeout(40):
            while len(self.got) < many:
                self.news.clear()
                await self.news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer."""
        self.connections += 1
        try:
            self.got.append(await read_request(reader))
            self.news.set()
            await self._answer(writer, self.answers.pop(0) if self.answers else self.usual)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, writer: asyncio.StreamWriter, how: int | str | bytes) -> None:
        if how == "reset":
            return  # aborted above, without a word
        if how == "stall":
            await self.released.wait()
            return
        if how == "slow drip":
            while not self.released.is_set():
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n"[:1])
                await writer.drain()
                await asyncio.sleep(0.01)
            return
        writer.write(how if isinstance(how, bytes) else reply(how))
        await writer.drain()
        writer.close()


def reply(how: int | str) -> bytes:
    """An answer as it goes over the wire; a redirect leads inside."""
    if how == "garbage":
        return b"SSH-2.0-OpenSSH_9.9\r\n"
    there = b"location: http://127.0.0.1:1/inside\r\n" if 300 <= int(how) < 400 else b""
    words = b"a secret of the inner network"
    length = b"content-length: %d\r\n" % len(words)
    return b"HTTP/1.1 %d Word\r\n" % int(how) + there + length + b"\r\n" + words


async def read_request(reader: asyncio.StreamReader) -> Got:
    """A request with its headers and body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    line, *rest = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (e.partition(":") for e in rest)}
    return Got(line, headers, await reader.readexactly(int(headers["content-length"])))


@asynccontextmanager
async def receiving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver, for as long as it is needed."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.close()
        await server.wait_closed()
