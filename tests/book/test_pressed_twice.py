"""A form of the ML team's sent twice at once: it happens once, and the other is told kindly."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlmodel import select

from app.actions.flags import raise_flag
from app.records.events import Event
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    approve,
    change,
    change_draft,
    labeled,
    relabel_of,
    settle,
)
from tests.cast import World

pytestmark = pytest.mark.pages
HATE = "/projects/hate"
EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}
# a page that says why, in its first words or in the notice above its form
KIND = re.compile(r'<p class="lede">[A-Z][^<]{15,}</p>')


async def pressed_twice(world: World, path: str, **form: Any) -> list[httpx2.Response]:
    """Both answers: that of what was done first."""
    lea = world.client("lea", browser=True)
    both = await asyncio.gather(*(lea.post(f"{HATE}{path}", data=form) for _ in range(2)))
    return sorted(both, key=lambda each: each.status_code)


async def times(world: World, kind: str) -> int:
    """How often something was told."""
    events = select(Event.seq).where(Event.kind == kind)
    return len(await world.edge.read(lambda db: db.exec(events).all()))


def check(done: httpx2.Response, other: httpx2.Response) -> None:
    """The first was done; the other leads to the same place, or says why it was not."""
    assert done.status_code == 303
    if other.status_code == 303:
        assert other.headers["location"] == done.headers["location"]
    else:
        assert other.status_code in (409, 422)
        assert KIND.search(other.text), other.text


async def running(world: World) -> int:
    """A relabel of Lin's and Sam's labels; its number."""
    await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    return (await relabel_of(world, revision)).number


async def test_a_ruling_is_made_once(world: World) -> None:
    (task, *_) = await labeled(world, tasks=1)
    about = {"category": "ambiguous", "note": "Quoted?", "anchor": None, "tentative": None}
    await world.write(raise_flag, "lin", task.key, key=uuid4(), **about)
    said = {"outcome": "change", "value": NO, "rationale": "Said.", "condition": "quoted"}
    check(*await pressed_twice(world, "/questions/1/ruling", key=str(uuid4()), **said))
    assert (await times(world, "ruling.made"), await times(world, "draft.opened")) == (1, 2)


async def test_a_version_is_published_once(world: World) -> None:
    await labeled(world, tasks=1)
    number = await change_draft(world, EVERY_YES)
    draft = await approve(world, number)
    before = await times(world, "revision.published")
    check(*await pressed_twice(world, f"/drafts/{number}/publication", edition=draft.edition))
    assert await times(world, "revision.published") == before + 1


@pytest.mark.parametrize(
    ("step", "form", "kind"),
    [
        ("pause", {}, "paused"),
        ("extension", {"selection": "t2"}, "widened"),
        ("stop", {}, "stopped"),
    ],
)
async def test_a_relabel_is_led_once(
    world: World, step: str, form: dict[str, str], kind: str
) -> None:
    number = await running(world)
    check(*await pressed_twice(world, f"/relabels/{number}/{step}", reason="Enough.", **form))
    assert await times(world, f"relabel.{kind}") == 1


async def test_a_version_is_withdrawn_once(world: World) -> None:
    await running(world)
    check(*await pressed_twice(world, "/revisions/2/withdrawal", reason="Wrong."))
    assert await times(world, "revision.withdrawn") == 1


async def test_labels_are_brought_back_once(world: World) -> None:
    await running(world)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, NO)
    await settle(world)
    check(*await pressed_twice(world, "/restorations", revision="1", reason="Wrong."))
    assert await times(world, "restoration.begun") == 1
