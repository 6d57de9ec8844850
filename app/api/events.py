"""The event feed by long polling: plain events for programs, or the frames of the live wire."""

import json
import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from app.domain.texts import BodyText, ShortText
from app.errors import Invalid
from app.gate.caller import Reader
from app.gate.feeds import Ask, feed, pass_of
from app.languages import say
from app.pages.events import EventsView, show_events

router = APIRouter(prefix="/projects/{slug}", tags=["events"])
TOPICS = 64

After = Annotated[int, Query(ge=0, le=2**62, description="The position you have seen so far")]
Wait = Annotated[float, Query(ge=0, le=30, description="Seconds to wait for the first event")]
Focus = Annotated[BodyText, Query(max_length=8000, description="Topics, with blanks between them")]


class Frames(BaseModel):
    """Frames as the WebSocket sends them: `event`, `reset`, `ping`. Ask on after `seq`."""

    seq: int = Field(examples=[42])
    frames: list[dict[str, Any]]


@router.get("/events")
async def read_events(
    caller: Reader,
    request: Request,
    after: After = 0,
    wait: Wait = 0,
    focus: Focus | None = None,
    epoch: Annotated[ShortText, Query(max_length=100)] = "",
) -> EventsView | Frames:
    """What happened after a position, waiting for it if need be.

    Without `focus`: events (ids, no content). With it: the frames of those topics, as HTML to show.
    """
    if focus is None:
        return await _events(caller, request, after, wait)
    topics = tuple(dict.fromkeys(focus.split()))
    if len(topics) > TOPICS or any(len(topic) > 100 for topic in topics):
        raise Invalid(say("At most %(most)s topics of 100 characters.", most=TOPICS), "focus")
    ask = Ask(topics, after, epoch or None)
    polled = await feed(request).poll(caller.project_id, pass_of(request, caller), ask, wait)
    return Frames(seq=polled.seq, frames=[json.loads(frame) for frame in polled.frames])


async def _events(caller: Reader, request: Request, after: int, wait: float) -> EventsView:
    until = time.monotonic() + wait
    while True:
        found = await caller.read(show_events, after)
        left = until - time.monotonic()
        if found.events or found.has_more or found.seq < after or left <= 0:
            return found
        after = found.seq
        if not await feed(request).news(caller.project_id, after, left):
            return found
