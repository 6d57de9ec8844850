"""What a thousand readers must not multiply: an event is rendered once and encoded once."""

from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlmodel import Session

from app.gate.feeds import Ask
from app.live import tales
from app.live.joins import REPLAY, Coming, Renders, read_joins
from app.pages.pieces import Piece
from app.queries.events import get_head
from app.records.events import Event
from tests.cast import World
from tests.live.door import post, serve


async def test_who_was_long_away_costs_others_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[int] = []
    render = Piece.render

    def counted(piece: Piece, db: Session, event: Event) -> str:
        rendered.append(event.seq)
        return render(piece, db, event)

    for number in range(120):
        await post(world, "lin", "lounge", f"no {number}")
    monkeypatch.setattr(Piece, "render", counted)

    def coming(name: str, *focus: str, since: int) -> Coming:
        return Coming(world.people[name].account_id, Ask(focus, since, None))

    def read(db: Session) -> list[Any]:
        head = get_head(db, world.project_id).seq
        group = [coming("lea", "inbox", since=0), coming("rui", "lounge", since=0)]
        group += [coming("sam", "lounge", since=head - 2)]
        return read_joins(db, world.project_id, group, Renders())

    quiet, far, near = await world.edge.read(read)
    assert (quiet.why, len(quiet.missed.missed)) == (None, 0)
    assert far.why == "far"
    assert len(near.missed.missed) == 2
    assert len(rendered) == len(set(rendered)) == REPLAY + 1 + 2


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
