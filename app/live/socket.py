"""GET /projects/{slug}/live: a WebSocket that tells what happens, to those who may know it.

The Origin is checked before anything else (gate/guard.py). Refusals that a browser must understand
are close codes, since it sees no status: 4401 signed out, 4403 not (any more) in the project.
"""

import asyncio
import time

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.errors import NotFound, Refused, TooMany, Unavailable, Unknown
from app.gate.caller import Slug, Within
from app.gate.feeds import pass_of
from app.live.asks import Asked, Senseless, ask_of, parse
from app.live.connections import REMOVED, SIGNED_OUT, Connection
from app.live.hub import Hub
from app.live.lines import line_of
from app.live.rooms import Room
from app.settings import Settings

router = APIRouter()
SLUG = TypeAdapter[str](Slug)
POLICY, TOO_BIG, LOST = 1008, 1009, 1006
# what a browser says when a page is left; a connection that broke ends with others
GOODBYES = (1000, 1001)
SOON = 1  # seconds until a server that stops, or whose database is away, may be back
HELLO = 10.0  # seconds until the first frame must be there
enter = Within("read")
SPAN, FRAMES = 10.0, 50  # a client that says more in this many seconds is no client of ours


async def live(websocket: WebSocket) -> None:
    """Let in, read hello, and then listen while the room talks."""
    hub: Hub = websocket.app.state.hub
    try:
        caller = await enter(websocket, slug_of(websocket))
        await websocket.app.state.rates.spend("handshakes", str(caller.identity.account_id))
    except (TooMany, Unavailable) as later:
        await _put_off(websocket, later)
        return
    except Refused as refused:
        await websocket.accept()
        await websocket.close(SIGNED_OUT if isinstance(refused, Unknown) else REMOVED)
        return
    one = Connection(line_of(websocket), pass_of(websocket, caller), hub.settings)
    try:
        room = hub.enter(caller.project_id, one)
    except (TooMany, Unavailable) as later:
        await _put_off(websocket, later)
        return
    try:
        await websocket.accept()
        await Listening(websocket, one, room, hub.settings).run()
    finally:
        one.close(1001)


# Starlette's own route: what the framework does around each of its own is felt when all come back
router.add_websocket_route("/projects/{slug}/live", live)


def slug_of(websocket: WebSocket) -> str:
    """The project's name in the URL. Raises NotFound where none is called so."""
    try:
        return SLUG.validate_python(websocket.path_params["slug"])
    except ValidationError:
        raise NotFound from None


class Listening:
    """What is heard on one socket, until it ends."""

    def __init__(
        self, websocket: WebSocket, one: Connection, room: Room, settings: Settings
    ) -> None:
        self.websocket = websocket
        self.one = one
        self.room = room
        self._most = settings.live_frame_bytes
        self._heard: list[float] = []

    async def run(self) -> None:
        """Hear frames until the other side goes, or says something senseless."""
        try:
            async with asyncio.timeout(HELLO):
                asked = await self._hear()
            if asked.type != "hello":
                raise Senseless
            await self.room.join(self.one, ask_of(asked), greet=True)
            self.room.ephemerals.greet(self.one)
            while self.one.closed is None:
                await self._take(await self._hear())
        except (TimeoutError, Senseless):
            self.one.close(POLICY)
        except WebSocketDisconnect as gone:
            if gone.code in GOODBYES:
                self.room.ephemerals.part(self.one, self.one.topics, told=True)

    async def _hear(self) -> Asked:
        message = await self.websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", LOST))
        text = message.get("text")
        if text is None or len(text) > self._most:
            self.one.close(TOO_BIG)
            raise WebSocketDisconnect(TOO_BIG)
        at = time.monotonic()
        self._heard = [*(each for each in self._heard if at - each < SPAN), at]
        if len(self._heard) > FRAMES:
            raise Senseless
        return parse(text)

    async def _take(self, asked: Asked) -> None:
        if asked.type in ("hello", "focus"):
            ask = ask_of(asked, since=self.one.sent)
            before = self.one.topics
            await self.room.join(self.one, ask, greet=False)
            left = [topic for topic in before if topic not in self.one.topics]
            self.room.ephemerals.part(self.one, left, told=True)
            self.room.ephemerals.greet(self.one)
        else:
            self.room.ephemerals.take(self.one, asked.type, asked.topic)


async def _put_off(websocket: WebSocket, later: Refused) -> None:
    """Refuse the handshake: the browser tries again, ever more slowly, and polls meanwhile."""
    headers = {"retry-after": str(later.detail.get("retry_after", SOON))}
    body = {"title": later.title, "status": later.status, "detail": later.message}
    answer = JSONResponse(body, later.status, headers, media_type="application/problem+json")
    await websocket.send_denial_response(answer)
