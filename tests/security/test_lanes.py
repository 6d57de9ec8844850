"""The short ways answer as the long ones do, whatever is asked."""

import httpx2
import pytest
from fastapi import FastAPI

from app.main import create_app
from tests.cast import World

NOWHERE = "00000000-0000-4000-8000-000000000000"
LABEL = f"/api/v1/projects/hate/assignments/{NOWHERE}/label"
SAY = "/api/v1/projects/hate/threads/lounge/messages"
JSON = {"content-type": "application/json"}
ODD: list[tuple[str, bytes, dict[str, str]]] = [
    (LABEL, b'{"answer": "hateful"}', JSON),
    (LABEL, b'{"answer": "hateful"}', {}),
    (LABEL, b'{"answer": "hateful"}', {"content-type": "text/plain"}),
    (LABEL, b'{"answer": "hateful"}', {"content-type": "application/json; charset=utf-8"}),
    (LABEL, b"{}", JSON),
    (LABEL, b"", JSON),
    (LABEL, b'{"answer": NaN}', JSON),
    (LABEL, b'{"answer": 1, "cid": 7}', JSON),
    (LABEL, b'{"answer": "\\ud800"}', JSON),
    (LABEL, b'{"answer": "\\u0000"}', JSON),
    (LABEL, b'{"answer": "a", "certainty": 99999999999999999999}', JSON),
    (LABEL, b'{"answer": ' + b"[" * 5000 + b"]" * 5000 + b"}", JSON),
    (LABEL, b"\xff\xfe", JSON),
    (LABEL + "?next=perhaps", b'{"answer": "hateful"}', JSON),
    (LABEL.replace(NOWHERE, "7"), b'{"answer": "hateful"}', JSON),
    (LABEL.replace("hate", "other"), b'{"answer": "hateful"}', JSON),
    (LABEL.replace("hate", "HATE"), b'{"answer": "hateful"}', JSON),
    (LABEL.replace("hate", "h%00"), b'{"answer": "hateful"}', JSON),
    (SAY, b'{"body": "hello"}', JSON),
    (SAY, b'{"body": 7}', JSON),
    (SAY.replace("lounge", "l" * 200), b'{"body": "hello"}', JSON),
    (SAY.replace("lounge", "task:" + NOWHERE), b'{"body": "hello"}', JSON),
]


async def test_a_lane_says_what_the_long_way_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main.short_ways", list)
    long = create_app(world.settings, world.edge)
    for name in ("lin", "vic", "eve", None):
        who = {"authorization": f"Bearer {world.people[name].token}"} if name else {}
        for odd in ODD:
            short = await told(world.app, who, *odd)
            assert short == await told(long, who, *odd), odd
            assert short[0] < 500, odd


async def told(
    app: FastAPI, who: dict[str, str], path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, dict[str, object]]:
    """The status, and what is said of the request."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asking:
        reply = await asking.post(path, content=body, headers=headers | who)
        said = reply.json()
        return reply.status_code, {
            key: said.get(key) for key in ("title", "detail", "errors", "body")
        }


async def test_the_hot_routes_have_lanes(world: World) -> None:
    from app.main import short_ways

    assert sorted(lane.endpoint.__name__ for lane in short_ways()) == [
        "claim_task",
        "post_message",
        "raise_flag",
        "submit_label",
    ]
