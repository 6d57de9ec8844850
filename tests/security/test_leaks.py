"""What a hostile reader tried, and must not get: each was possible once."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.assignments import claim_task
from app.actions.flags import raise_flag
from app.actions.invitations import Guest, accept_invitation, invite_member
from app.actions.labels import Given, submit_label, undo_label
from app.actions.members import remove_member
from app.actions.messages import post_message
from app.actions.rulings import make_ruling
from app.actions.tasks import add_task
from app.actions.tokens import Grant, make_token
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.records.labels import Label
from app.records.tasks import Task
from tests.cast import World


async def task(world: World, name: str) -> object:
    """A task; gives its key."""
    content = {"text": f"text of {name}"}
    made = await world.write(add_task, "ada", external_id=name, kind="text", content=content)
    return made.key


async def answer(world: World, name: str) -> Label:
    """Claim and answer."""
    held = await world.write(claim_task, name)
    assert held
    return await world.write(submit_label, name, held.key, Given("hateful", new_ordered_id()))


async def test_who_looked_and_took_back_does_not_count_as_independent(world: World) -> None:
    key = await task(world, "t1")
    await answer(world, "sam")
    await world.write(
        post_message, "sam", f"task:{key}", key=new_ordered_id(), body="I say hateful"
    )
    first = await answer(world, "kim")
    held = await world.write(undo_label, "kim", first.cid)
    second = await world.write(
        submit_label, "kim", held.key, Given("non-hateful", new_ordered_id())
    )
    assert not first.informed
    assert second.informed


async def test_a_rulings_cases_hide_the_answer_of_a_task_not_answered(world: World) -> None:
    await task(world, "t1")
    await world.write(claim_task, "lin")
    await world.write(claim_task, "kim")
    key = await world.edge.read(lambda db: db.exec(select(Task.key)).one())
    flag: dict[str, Any] = {"category": "guideline_gap", "note": "Which one?"}
    await world.write(raise_flag, "lin", key, key=new_ordered_id(), **flag)
    case = [{"value": "hateful", "task": str(key)}]
    ruled: dict[str, Any] = {"outcome": "differ", "rationale": "both may stand", "cases": case}
    await world.write(make_ruling, "lea", 1, **ruled)
    seen = await world.client("kim").get("/api/v1/projects/hate/rulings/1")
    assert seen.status_code == 200
    assert seen.json()["cases"] == []


@pytest.mark.parametrize("path", ["/relabels", "/relabels/1"])
async def test_viewers_get_no_relabel_report(world: World, path: str) -> None:
    got = await world.client("vic").get(f"/api/v1/projects/hate{path}")
    assert got.status_code == 404


async def test_a_removed_persons_invitations_are_void(world: World) -> None:
    _, link = await world.write(invite_member, "lea", Guest("labeler", "Pat"), days=1)
    await world.write(remove_member, "ada", world.member_id("lea"))
    eve = world.people["eve"].account_id
    stranger = Actor(eve, 0, eve, "none", "Eve")

    def come(db: Session) -> None:
        accept_invitation(db, stranger, link)

    with pytest.raises((Conflict, NotFound)):
        await world.edge.write(world.project_id, come)


async def test_a_token_that_reads_removes_nobody(world: World) -> None:
    secret = (await world.write(make_token, "ada", Grant("r", scopes=("read",))))[1]
    bearer = {"authorization": f"Bearer {secret}"}
    path = f"/api/v1/projects/hate/members/{world.member_id('vic')}"
    assert (await world.client(None).delete(path, headers=bearer)).status_code == 403
