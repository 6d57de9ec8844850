"""What sessions cost: nothing for each of them or of their tasks, and no walk through a project."""

from typing import Any

import pytest
from sqlmodel import Session

from app.actions.calibrations import reveal_answers
from app.errors import Invalid
from app.pages.calibrations import show_sessions
from app.queries import calibrations
from app.queries.calibrations import list_judged
from tests.calibrations.stage import contested, judge, opened
from tests.cast import World
from tests.queries.test_dispatch import listened


def list_statements(db: Session, actor: Any) -> list[str]:
    """What the list of sessions asks the database."""
    with listened(db) as heard:
        show_sessions(db, actor)
    return heard


def reveal_statements(db: Session, actor: Any) -> list[str]:
    """What revealing a session asks it of people."""
    with listened(db) as heard:
        reveal_answers(db, actor, 1)
    return [each for each in heard if "FROM members JOIN calibration_members" in each]


async def test_a_list_of_sessions_asks_no_oftener_for_many(world: World) -> None:
    await contested(world)
    await opened(world)
    few = await world.read(list_statements, "lea")
    await opened(world, tasks=2)
    await opened(world, people=[world.member_id("lin"), world.member_id("kim")])
    await judge(world, "lin", {1: "hateful"})
    await world.write(reveal_answers, "lea", 2, place=1)
    many = await world.read(list_statements, "lea")
    assert len(many) == len(few)
    assert not any("body" in each for each in many)
    sizes = (await world.read(show_sessions, "lea")).sessions
    found = [(each.number, each.people, each.tasks, each.revealed) for each in sizes]
    assert found == [(3, 2, 5, 0), (2, 3, 2, 1), (1, 3, 5, 0)]
    assert (await world.read(show_sessions, "vic")).sessions == ()


async def test_revealing_all_looks_up_once_who_takes_part(world: World) -> None:
    await contested(world)
    await opened(world)
    assert len(await world.write(reveal_statements, "lea")) == 1


async def test_words_are_as_written_among_the_newest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = await contested(world)
    with pytest.raises(Invalid, match="no such task"):
        await opened(world, way="words", words="Post Number")
    monkeypatch.setattr(calibrations, "LOOKED_AT", 2)
    found = await opened(world, way="words", words="post number", tasks=50)
    judged = await world.edge.read(list_judged, found.id or 0)
    assert [task.id for _, task in judged] == [tasks[5].id, tasks[4].id]
