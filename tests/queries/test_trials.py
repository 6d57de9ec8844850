"""A trial from its candidates to its outcome, on each database."""

from sqlmodel import Session, select

from app.actions.trials import answer_trial, open_trial, stop_trial
from app.domain.roles import Actor
from app.queries.drafts import get_draft
from app.queries.trials import (
    find_trial,
    is_tried,
    list_candidates,
    list_contested,
    list_own_trials,
    map_expected,
    read_trial,
)
from app.records.trials import Trial
from tests.actions.loop import NO, YES, change_draft, labeled
from tests.cast import World


async def test_a_trial_on_each_database(world: World) -> None:
    tasks = await labeled(world, 3)  # Lin and Sam differ on the last alone
    number = await change_draft(world, {"citing": False, "led": False, "selection": ["t3"]})

    def look(db: Session, actor: Actor) -> tuple[list[int], list[int], list[tuple[str, int]]]:
        draft = get_draft(db, actor, number)
        people = [(each.name, each.labels) for each in list_candidates(db, draft)]
        return (*list_contested(db, draft), people)

    inside, outside, people = await world.read(look, "lea")
    assert (inside, outside) == ([tasks[2].id], [])
    assert people == [("Lin", 3), ("Sam", 3), ("Kim", 0)]
    edition = (await world.read(get_draft, "lea", number)).edition
    chosen = [world.member_id(name) for name in ("lin", "kim")]
    about = {"edition": edition, "tasks": 5, "people": chosen}
    trial = await world.write(open_trial, "lea", number, **about)
    [(waiting, left)] = await world.read(list_own_trials, "kim")
    assert (waiting.key, left) == (trial.key, 1)
    assert await world.read(list_own_trials, "sam") == []
    assert await world.read(is_tried, "kim", inside[0])
    assert not await world.read(is_tried, "sam", inside[0])
    await world.write(answer_trial, "kim", trial.key, tasks[2].key, raw=NO, comment="a\nb")
    await world.write(answer_trial, "kim", trial.key, tasks[2].key, raw=YES)
    assert await world.read(list_own_trials, "kim") == []

    def read(db: Session) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        found = db.exec(select(Trial)).one()
        assert find_trial(db, found.revision_id, 1) is found
        assert map_expected(db, found.revision_id, inside) == {}
        reading = read_trial(db, found)
        [given] = reading.given().values()
        return given.before, given.after, found.ending

    assert await world.edge.read(read) == ((YES, NO), (YES,), "")
    await world.write(stop_trial, "lea", number)
    assert (await world.edge.read(read))[2] == "stopped"
    assert not await world.read(is_tried, "kim", inside[0])
