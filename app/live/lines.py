"""A connection's way out: through ASGI, straight to uvicorn's transport, or into a poll's answer.

Writing straight is what makes a thousand readers cheap (uvicorn's own send costs twice the bare
loop) and what lets a reader who never reads be cut off. It leans on uvicorn's internals, so it is
one small subclass, pinned and tested; under another server the plain way serves.
"""

import asyncio
from typing import Any, Protocol, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.live.tales import Replay

EXTENSION = "precedent.line"
GRACE = 10.0


class Line(Protocol):
    """What a connection writes to: JSON, as UTF-8. `offer` writes at once if that cannot block, and
    `flood` all frames of a replay, if they are not more than so many bytes."""

    def offer(self, text: bytes) -> bool: ...
    def flood(self, replay: Replay, most: int) -> bool: ...
    async def send(self, text: bytes) -> None: ...
    def close(self, code: int) -> None: ...


class LiveProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which also shows itself to the socket's endpoint."""

    async def run_asgi(self) -> None:
        extensions = cast(dict[str, Any], self.scope["extensions"])
        extensions[EXTENSION] = self
        await super().run_asgi()


class StraightLine:
    """Frames go to the transport as they are; a full transport makes the writer wait."""

    __slots__ = ("_is_writable", "protocol")

    def __init__(self, protocol: LiveProtocol) -> None:
        self.protocol = protocol
        self._is_writable = protocol.writable.is_set

    def offer(self, text: bytes) -> bool:
        """Write, unless the transport has more than it can take."""
        if not self._is_writable():
            return False
        self._write(frame(text))
        return True

    def flood(self, replay: Replay, most: int) -> bool:
        """Write it all, unless the transport has more than it can take."""
        wire = replay.wire(frame)
        if len(wire) > most or not self._is_writable():
            return False
        self._write(wire)
        return True

    async def send(self, text: bytes) -> None:
        """Write as soon as the transport takes it."""
        await self.protocol.writable.wait()
        self._write(frame(text))

    def close(self, code: int) -> None:
        """Say why, and cut off whoever does not answer within the grace."""
        protocol = self.protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return
        protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        protocol.conn.send_close(code)
        protocol.transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        if protocol.read_paused:  # or the answer to the close would never be read
            protocol.read_paused = False
            protocol.transport.resume_reading()
        protocol.close_timer = protocol.loop.call_later(GRACE, protocol.transport.abort)

    def _write(self, wire: bytes) -> None:
        protocol = self.protocol
        if not protocol.close_sent and not protocol.transport.is_closing():
            protocol.transport.write(wire)


class PlainLine:
    """Frames go through ASGI, whatever the server."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self._closing: asyncio.Task[Any] | None = None

    def offer(self, text: bytes) -> bool:
        """Never at once: ASGI may block."""
        return False

    def flood(self, replay: Replay, most: int) -> bool:
        """Never at once either."""
        return False

    async def send(self, text: bytes) -> None:
        """Hand it to the server, which waits for the reader."""
        await self.websocket.send_text(text.decode())

    def close(self, code: int) -> None:
        """Ask the server to close; one who reads nothing is given up after the grace."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close(code))

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(GRACE):
                await self.websocket.close(code)
        except (TimeoutError, RuntimeError, OSError):
            return  # gone, or closing already: there is nobody to tell


class PollLine:
    """Frames are gathered for one answer."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.ready = asyncio.Event()

    def offer(self, text: bytes) -> bool:
        """Keep it."""
        self.frames.append(text.decode())
        self.ready.set()
        return True

    def flood(self, replay: Replay, most: int) -> bool:
        """One by one will do."""
        return False

    async def send(self, text: bytes) -> None:
        """Keep it."""
        self.offer(text)

    def close(self, code: int) -> None:
        """Answer with what there is."""
        self.ready.set()


def line_of(websocket: WebSocket) -> Line:
    """The best way out that the server offers."""
    protocol = websocket.scope.get("extensions", {}).get(EXTENSION)
    return StraightLine(protocol) if protocol is not None else PlainLine(websocket)


def frame(payload: bytes) -> bytes:
    """A text frame of a server (RFC 6455, 5.2): final, unmasked."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
