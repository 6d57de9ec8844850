"""A repeated request gets its first answer again, but only while its sender may still have it."""

import httpx2

from app.actions.members import change_role, remove_member
from tests.cast import World

KEY = {"idempotency-key": "once"}
URL = "/api/v1/projects/hate/threads/lounge/messages"


async def say(world: World, query: str = "") -> httpx2.Response:
    """Lea speaks, under the one key."""
    said = {"body": "The new list is in."}
    return await world.client("lea").post(f"{URL}{query}", json=said, headers=KEY)


async def test_a_repeat_gets_the_first_answer(world: World) -> None:
    first, second = await say(world), await say(world)
    assert (first.status_code, first.text) == (201, second.text)


async def test_who_was_removed_is_not_told_again(world: World) -> None:
    assert (await say(world)).status_code == 201
    await world.write(remove_member, "ada", world.member_id("lea"))
    assert (await say(world)).status_code == 404


async def test_another_role_is_not_told_what_the_first_one_was(world: World) -> None:
    assert (await say(world)).status_code == 201
    await world.write(change_role, "ada", world.member_id("lea"), role="labeler")
    assert (await say(world)).status_code == 409


async def test_a_key_stands_for_its_query_too(world: World) -> None:
    assert (await say(world)).status_code == 201
    assert (await say(world, "?to=ml")).status_code == 409
