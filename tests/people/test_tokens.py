"""API tokens: shown once, no wider than their maker, gone when revoked or expired."""

from datetime import timedelta

import pytest
import time_machine

from app.clock import now
from app.domain.roles import SCOPES
from tests.cast import World

TOKENS = "/api/v1/tokens"


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"authorization": f"Bearer {token}"}


async def make(world: World, name: str = "lin", **body: object) -> str:
    """A token of somebody's own."""
    told = await world.client(name, browser=True).post(TOKENS, json={"name": "t", **body})
    assert told.status_code == 201, told.text
    return str(told.json()["secret"])


async def test_the_secret_is_shown_once_and_stored_nowhere(world: World) -> None:
    secret = await make(world, scopes=["read"])
    assert secret.startswith("precedent_")
    listed = (await world.client("lin").get(TOKENS)).text
    assert secret not in listed
    assert secret[:16] in listed
    page = (await world.client("lin", browser=True).get("/account")).text
    assert secret not in page


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (["read"], "GET", "/projects/hate", 200),
        (["manage"], "GET", "/projects/hate", 200),
        (["export"], "GET", "/projects/hate", 403),
        (["read"], "PATCH", "/projects/hate", 403),
        (["read"], "POST", "/tokens", 403),
        (["label"], "POST", "/projects/hate/members", 403),
    ],
)
async def test_a_token_does_what_its_scopes_say(
    world: World, scopes: list[str], method: str, path: str, status: int
) -> None:
    secret = await make(world, "ada", scopes=scopes)
    told = await world.client(None).request(
        method, f"/api/v1{path}", headers=bearer(secret), json={"name": "x", "scopes": ["read"]}
    )
    assert told.status_code == status


async def test_a_token_of_one_project_opens_no_other_door(world: World) -> None:
    secret = await make(world, "ada", scopes=list(SCOPES), project="hate")
    stranger = world.client(None)
    assert (await stranger.get("/api/v1/projects/hate", headers=bearer(secret))).status_code == 200
    assert (await stranger.get("/api/v1/projects/other", headers=bearer(secret))).status_code == 404
    assert (await stranger.get("/api/v1/account", headers=bearer(secret))).status_code == 403


async def test_nobody_makes_a_token_for_a_project_they_are_not_in(world: World) -> None:
    body = {"name": "t", "scopes": ["read"], "project": "hate"}
    assert (await world.client("eve").post(TOKENS, json=body)).status_code == 404


async def test_a_token_makes_none_that_may_do_more(world: World) -> None:
    secret = await make(world, "ada", scopes=["read", "manage"], days=10)
    stranger = world.client(None)
    for body, status in (
        ({"scopes": ["export"], "days": 5}, 403),
        ({"scopes": ["read"], "days": 20}, 403),
        ({"scopes": ["read"], "days": None}, 403),
        ({"scopes": ["read"], "days": 5}, 201),
    ):
        told = await stranger.post(TOKENS, json={"name": "t", **body}, headers=bearer(secret))
        assert told.status_code == status, body


async def test_a_token_ends_when_revoked_and_when_it_expires(world: World) -> None:
    lin, stranger = world.client("lin", browser=True), world.client(None)
    secret = await make(world, scopes=["read"], days=1)
    mine = bearer(secret)
    assert (await stranger.get("/api/v1/account", headers=mine)).status_code == 200
    with time_machine.travel(now() + timedelta(days=1, seconds=1), tick=False):
        world.app.state.doorkeeper.forget()
        assert (await stranger.get("/api/v1/account", headers=mine)).status_code == 401
    [token] = [each for each in (await lin.get(TOKENS)).json()["items"] if each["name"] == "t"]
    assert (await world.client("sam").delete(f"{TOKENS}/{token['id']}")).status_code == 404
    assert (await lin.delete(f"{TOKENS}/{token['id']}")).status_code == 204
    assert (await stranger.get("/api/v1/account", headers=mine)).status_code == 401


async def test_a_wrong_token_is_no_stranger(world: World) -> None:
    told = await world.client(None).get("/api/v1/account", headers=bearer("precedent_wrong"))
    assert told.status_code == 401


async def test_use_is_noted_and_not_at_every_call(world: World) -> None:
    secret = await make(world, scopes=["read"])
    stranger, lin = world.client(None), world.client("lin", browser=True)

    async def used() -> str:
        items = (await lin.get(TOKENS)).json()["items"]
        return next(str(each["used_at"] or "") for each in items if each["name"] == "t")

    assert await used() == ""
    await stranger.get("/api/v1/account", headers=bearer(secret))
    first = await used()
    assert first
    world.app.state.doorkeeper.forget()
    await stranger.get("/api/v1/account", headers=bearer(secret))
    assert await used() == first
