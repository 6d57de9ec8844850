"""Members: who may change whom, and that a project keeps an owner."""

import pytest

from app.actions.members import add_annotator, change_role, remove_member
from app.errors import Conflict, Forbidden, NotFound
from app.queries.members import list_members
from tests.cast import World


async def test_the_cast_is_there(world: World) -> None:
    names = [member.external_id for member in await world.read(list_members, "lin")]
    assert sorted(names) == ["ada", "kim", "lea", "lin", "rui", "sam", "vic"]
    assert [member.name for member in await world.read(list_members, "eve")] == ["Eve"]


async def test_an_owner_gives_any_role_and_a_lead_only_the_small_ones(world: World) -> None:
    lin = world.member_id("lin")
    assert (await world.write(change_role, "ada", lin, role="reviewer")).role == "reviewer"
    with pytest.raises(Forbidden):
        await world.write(change_role, "lea", lin, role="labeler")  # taking is as big as giving
    with pytest.raises(Forbidden):
        await world.write(change_role, "lea", world.member_id("sam"), role="lead")
    assert (await world.write(change_role, "lea", world.member_id("sam"), role="viewer")).id


@pytest.mark.parametrize("name", ["rui", "lin", "vic"])
async def test_others_manage_nobody(world: World, name: str) -> None:
    with pytest.raises(Forbidden):
        await world.write(add_annotator, name, external_id="a9")
    with pytest.raises(Forbidden):
        await world.write(remove_member, name, world.member_id("sam"))


async def test_the_last_owner_stays(world: World) -> None:
    ada = world.member_id("ada")
    for act in (remove_member, lambda db, actor, who: change_role(db, actor, who, role="lead")):
        with pytest.raises(Conflict, match="last owner"):
            await world.write(act, "ada", ada)
    await world.write(change_role, "ada", world.member_id("lea"), role="owner")
    assert (await world.write(remove_member, "ada", ada)).removed_at


async def test_a_member_of_another_project_is_nobody(world: World) -> None:
    with pytest.raises(NotFound):
        await world.write(remove_member, "eve", world.member_id("lin"))


async def test_whoever_was_removed_sees_nothing_any_more(world: World) -> None:
    await world.write(remove_member, "lea", world.member_id("sam"))
    with pytest.raises(NotFound):
        await world.actor("sam")


async def test_external_ids_are_unique(world: World) -> None:
    await world.write(add_annotator, "lea", external_id="A1")
    with pytest.raises(Conflict):
        await world.write(add_annotator, "lea", external_id="A1")
    assert (await world.write(add_annotator, "eve", external_id="A1")).id
