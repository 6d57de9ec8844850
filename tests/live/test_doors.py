"""Who is let in at the socket, and who has to leave it."""

from contextlib import suppress

import pytest
from sqlmodel import Session
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.actions.members import remove_member
from app.actions.messages import post_message
from app.actions.sign_ins import end_sign_ins
from app.actions.tokens import revoke_token
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.errors import Unavailable
from tests.cast import World
from tests.live.door import Door, Tab, post, serve


async def code_of(door: Door, headers: dict[str, str], hello: str = '{"type":"hello"}') -> int:
    """The code that a socket is closed with."""
    async with connect(door.url, additional_headers=headers, proxy=None) as wire:
        tab = Tab(wire)
        with suppress(ConnectionClosed):
            await wire.send(hello)
        await tab.read()
        return tab.code or 0


async def test_other_sites_are_refused(world: World) -> None:
    cookie = {"cookie": f"session={world.people['lin'].session}"}
    async with serve(world) as door:
        for origin in ("https://evil.example", "http://127.0.0.1:1", "null", None):
            headers = cookie if origin is None else {**cookie, "origin": origin}
            with pytest.raises(InvalidStatus) as refused:
                await code_of(door, headers)
            assert refused.value.response.status_code == 403
        ours = {**cookie, "origin": world.settings.origin}
        async with connect(door.url, additional_headers=ours, proxy=None) as wire:
            await wire.send('{"type":"hello","focus":["lounge"]}')
            assert "welcome" in str(await wire.recv())


async def test_strangers_and_outsiders_are_told_apart_by_code(world: World) -> None:
    eve = {"authorization": f"Bearer {world.people['eve'].token}"}
    async with serve(world) as door:
        assert await code_of(door, {}) == 4401
        assert await code_of(door, {"authorization": "Bearer precedent_wrong"}) == 4401
        assert await code_of(door, eve) == 4403
        door.world.slug = "nowhere"
        assert await code_of(door, eve) == 4403


async def test_whoever_is_removed_is_let_go_at_once(world: World) -> None:
    async with serve(world) as door, door.tab("sam", "lounge") as sam:
        await world.write(remove_member, "ada", world.member_id("sam"))
        await post(world, "lin", "lounge", "he is gone")
        assert await sam.closing() == 4403
        assert "he is gone" not in sam.text()


async def test_whoever_is_removed_hears_nothing_of_the_same_breath(world: World) -> None:
    lin = await world.actor("lin")

    def remove_and_talk(db: Session, ada: Actor) -> None:
        remove_member(db, ada, world.member_id("sam"))
        post_message(db, lin, "lounge", key=new_ordered_id(), body="he is gone")

    async with serve(world) as door, door.tab("sam", "lounge") as sam:
        await world.write(remove_and_talk, "ada")
        assert await sam.closing() == 4403
        assert "he is gone" not in sam.text()


async def test_a_session_that_ended_is_let_go(world: World) -> None:
    headers = {
        "cookie": f"session={world.people['lin'].session}",
        "origin": world.settings.origin,
    }
    async with serve(world, live_recheck=0.05) as door:
        async with connect(door.url, additional_headers=headers, proxy=None) as wire:
            tab = Tab(wire)
            await wire.send('{"type":"hello","focus":["lounge"]}')
            await world.edge.write(0, end_all, world.people["lin"].account_id)
            await tab.read()
            assert tab.code == 4401
        async with door.tab("sam", "lounge") as sam:
            await world.edge.write(0, revoke_all, world.people["sam"].account_id)
            assert await sam.closing() == 4401


def end_all(db, account_id):  # type: ignore[no-untyped-def]
    """Sign an account out everywhere."""
    end_sign_ins(db, Actor(account_id, 0, account_id, "none"), but=None)


def revoke_all(db, account_id):  # type: ignore[no-untyped-def]
    """Take every token of an account back."""
    from sqlmodel import select

    from app.domain.roles import Actor
    from app.records.accounts import Token

    for token in db.exec(select(Token).where(Token.account_id == account_id)).all():
        revoke_token(db, Actor(account_id, 0, account_id, "none"), token.id)


async def test_an_account_has_so_many_sockets_and_no_more(world: World) -> None:
    async with serve(world, sockets_per_account=2) as door, door.tab("lin"), door.tab("lin"):
        with pytest.raises(InvalidStatus) as refused:
            async with door.tab("lin"):
                pass
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["retry-after"]
        async with door.tab("sam"):
            pass


async def test_handshakes_are_counted(world: World) -> None:
    async with serve(world, handshakes_per_minute=2) as door:
        for _ in range(2):
            async with door.tab("lin"):
                pass
        with pytest.raises(InvalidStatus):
            async with door.tab("lin"):
                pass


HELLO = '{"type":"hello"'


@pytest.mark.parametrize(
    "hello",
    [
        "",
        "[]",
        "{}",
        "nonsense",
        '{"type":"event"}',
        '{"type":"focus"}',
        HELLO + ',"since":-1}',
        HELLO + ',"since":9e99}',
        HELLO + ',"focus":"lounge"}',
        HELLO + ',"focus":[1]}',
        HELLO + ',"focus":["\\ud800"]}',
        HELLO + ',"focus":[' + ",".join(['"x"'] * 65) + "]}",
    ],
)
async def test_senseless_frames_end_it(world: World, hello: str) -> None:
    headers = {"authorization": f"Bearer {world.people['lin'].token}"}
    async with serve(world) as door:
        assert await code_of(door, headers, hello) == 1008


async def test_odd_topics_are_nothing(world: World) -> None:
    odd = ["task:", "task:\u0000", "clause:\u0000", "clause:'", "question:-1", "desk:x", "é"]
    odd += ["question:99999999999999999999", "clause:R-999", "x" * 100, "lounge:"]
    async with serve(world) as door, door.tab("lea", *odd, "lounge") as lea:
        await post(world, "lin", "lounge", "unharmed")
        await lea.holding("unharmed")


async def test_large_frames_end_it(world: World) -> None:
    headers = {"authorization": f"Bearer {world.people['lin'].token}"}
    async with serve(world) as door:
        assert (
            await code_of(door, headers, '{"type":"hello","epoch":"' + "x" * 70_000 + '"}') == 1009
        )


async def test_a_server_that_stops_sends_everybody_to_the_next(world: World) -> None:
    async with serve(world) as door, door.tab("lin", "lounge") as lin:
        await door.hub.stop()
        assert await lin.closing() == 1012
        # it still listens for a moment; whoever came in now would be sent away by nobody
        with pytest.raises(InvalidStatus) as refused:
            async with door.tab("lin", "lounge"):
                pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["retry-after"]


async def test_a_database_that_does_not_answer_removes_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("The database does not answer just now.")

    async with serve(world) as door:
        monkeypatch.setattr(door.world.edge, "read", away)
        with pytest.raises(InvalidStatus) as refused:
            async with door.tab("lin", "lounge"):
                pass
        assert refused.value.response.status_code == 503
