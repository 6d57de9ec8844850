"""Clients that cost little beside what they measure: raw HTTP over one kept connection."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec

encode = msgspec.json.encode
IDLE = 3.0  # seconds; a server closes what idles, maybe at the very moment when we ask


class Raw(bytes):
    """A body that is sent as it is."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return msgspec.json.decode(self.body)


@dataclass
class Client:
    """One person's connection. `headers` go with every request."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    used: float = 0.0

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.writer:
            self.writer.close()

    async def ask(self, method: str, path: str, body: Any = None) -> Reply:
        """One request, and its whole answer. Anything from 500 on ends the bench."""
        idle = time.monotonic() - self.used
        if self.reader is None or self.reader.at_eof() or idle > IDLE:
            await self._connect()
        assert self.reader is not None
        assert self.writer is not None
        content = body if isinstance(body, Raw) else b"" if body is None else encode(body)
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
        lines.append(f"content-length: {len(content)}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if body is not None and not isinstance(body, Raw):
            lines.append("content-type: application/json")
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        reply = Reply(status, await self._body(head.lower()))
        self.used = time.monotonic()
        if status >= 500:
            raise SystemExit(f"{method} {path}: {status} {reply.body[:300]!r}")
        return reply

    async def _connect(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=1 << 24
        )

    async def _body(self, head: bytes) -> bytes:
        assert self.reader
        if b"transfer-encoding: chunked" in head:
            parts = []
            while size := int(await self.reader.readline(), 16):
                parts.append(await self.reader.readexactly(size))
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
            return b"".join(parts)
        at = head.find(b"content-length:")
        size = int(head[at + 15 : head.index(b"\r\n", at)]) if at >= 0 else 0
        return await self.reader.readexactly(size) if size else b""


@dataclass
class Clock:
    """Times of single operations, in seconds."""

    taken: list[float] = field(default_factory=list)

    async def time(self, waiting: Any) -> Any:
        """Await something and note how long it took."""
        began = time.perf_counter()
        result = await waiting
        self.taken.append(time.perf_counter() - began)
        return result

    def quantile(self, share: float) -> float:
        """The time that this share of the operations stayed under."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
