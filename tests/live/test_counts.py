"""What a thousand readers must not multiply: an event is rendered once and encoded once."""

from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlmodel import Session

from app.live import tales
from app.pages.pieces import Piece
from app.records.events import Event
from tests.cast import World
from tests.live.door import post, serve


async def test_an_event_is_rendered_and_encoded_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()
    render, encode = Piece.render, tales.encode

    def counted(piece: Piece, db: Session, event: Event) -> str:
        counts["rendered"] += 1
        return render(piece, db, event)

    def encoded(said: Any) -> bytes:
        counts["encoded"] += 1
        return encode(said)

    async with serve(world) as door, AsyncExitStack() as stack:
        names = ("lea", "ada", "lin", "sam") * 3
        tabs = [await stack.enter_async_context(door.tab(each, "lounge")) for each in names]
        monkeypatch.setattr(Piece, "render", counted)
        monkeypatch.setattr(tales, "encode", encoded)
        await post(world, "lin", "lounge", "once for all")
        for tab in tabs:
            await tab.holding("once for all")
        assert counts == {"rendered": 1, "encoded": 1}
