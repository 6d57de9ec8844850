"""Leases hold whatever people do: a machine that does anything, with several labelers at once."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, func, select

from app.actions.assignments import (
    claim_task,
    park_assignment,
    release_assignment,
    release_parked,
    skip_assignment,
)
from app.actions.imported_tasks import add_tasks, task_values
from app.actions.labels import submit_label, undo_label
from app.actions.projects import change_project
from app.actions.slots import resize_overlap
from app.actions.tasks import spoil_task
from app.clock import now
from app.domain.contents import parse_content
from app.domain.roles import Actor
from app.errors import Conflict
from app.records.edge import Edge
from app.records.labels import Assignment, CurrentLabel
from app.records.questions import Question
from app.records.tasks import Task
from app.settings import Settings
from tests.actions.loop import NO, YES, answer_all, given
from tests.cast import World, gather
from tests.services import MakeDatabase

LABELERS = ("lin", "sam", "kim", "rui")


class Desks(RuleBasedStateMachine):
    """Several labelers over a few tasks; the clock moves, and everybody does anything."""

    run: Callable[..., Any]
    world: World

    @initialize(overlap=st.integers(1, 3), tasks=st.integers(1, 4))
    def begin(self, overlap: int, tasks: int) -> None:
        """A fresh project on the same database is too slow: the tasks of before are spoiled."""
        self.clock = time_machine.travel(now() + timedelta(days=1), tick=False)
        self.travel = self.clock.start()
        self.overlap = overlap
        self.cids: dict[str, Any] = {}
        self.run(reset, overlap, tasks)

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()

    @rule(who=st.sampled_from(LABELERS))
    def claims(self, who: str) -> None:
        before = self.run(hands, who)
        task_id = self.run(claimed, who)
        assert task_id is None or task_id in before or task_id not in self.run(had, who)

    @rule(who=st.sampled_from(LABELERS), value=st.sampled_from([YES, NO]))
    def submits(self, who: str, value: str) -> None:
        cid = uuid4()
        if self.run(submitted, who, given(value, cid)):
            self.cids[who] = cid

    @rule(who=st.sampled_from(LABELERS), how=st.sampled_from(["park", "skip", "release"]))
    def lays_aside(self, who: str, how: str) -> None:
        self.run(laid_aside, who, how)

    @precondition(lambda self: self.cids)
    @rule(data=st.data())
    def takes_back(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.cids)))
        self.run(taken_back, who, self.cids.pop(who))

    @rule()
    def closes_the_question(self) -> None:
        self.run(closed)

    @rule(seconds=st.sampled_from([5, 11, 400, 601]))
    def waits(self, seconds: int) -> None:
        self.travel.shift(seconds)

    @rule(overlap=st.integers(1, 3))
    def resizes(self, overlap: int) -> None:
        self.overlap = max(self.overlap, overlap)  # what was given stays given
        self.run(resized, self.overlap)

    @invariant()
    def nobody_has_too_much(self) -> None:
        if hasattr(self, "clock"):
            self.run(check, self.overlap)

    @rule()
    def everything_comes_back_in_the_end(self) -> None:
        """When all leases are over, whoever is asked gets work as long as there is any."""
        self.run(closed)
        self.travel.shift(700)
        self.run(finished, self.overlap)


def as_person(db: Session, world: World, who: str) -> Actor:
    person = world.people[who]
    return Actor(person.account_id, person.project_id, person.member_id, "labeler", who)


def reset(db: Session, world: World, overlap: int, tasks: int) -> None:
    lea = Actor(None, world.project_id, world.member_id("lea"), "lead", "lea")
    for task in db.exec(select(Task).where(Task.state != "bad")).all():
        spoil_task(db, lea, task.key)
    change_project(db, lea, overlap=overlap)
    content = parse_content("text", "x")
    names = [f"{uuid4()}" for _ in range(tasks)]
    add_tasks(db, lea, [task_values(world.project_id, name, content, {}) for name in names])
    if not db.exec(select(Question)).first():
        db.add(Question(project_id=world.project_id, number=1, title="?", opened_by=lea.member_id))


def hands(db: Session, world: World, who: str) -> set[int]:
    mine = Assignment.member_id == world.member_id(who)
    return set(db.exec(select(Assignment.task_id).where(mine, Assignment.state == "leased")))


def had(db: Session, world: World, who: str) -> set[int]:
    """Tasks that the person ended for good."""
    mine = select(Assignment.task_id).where(Assignment.member_id == world.member_id(who))
    ended = set(db.exec(mine.where(col(Assignment.state).in_(("submitted", "skipped")))))
    labeled = select(CurrentLabel.task_id).where(CurrentLabel.member_id == world.member_id(who))
    return ended | set(db.exec(labeled))


def claimed(db: Session, world: World, who: str) -> int | None:
    done = had(db, world, who)
    held = claim_task(db, as_person(db, world, who))
    assert held is None or held.task_id not in done
    return held.task_id if held else None


def submitted(db: Session, world: World, who: str, said: Any) -> bool:
    held = claim_task(db, as_person(db, world, who))
    if held:
        submit_label(db, as_person(db, world, who), held.key, said)
    return held is not None


def laid_aside(db: Session, world: World, who: str, how: str) -> None:
    actor = as_person(db, world, who)
    held = claim_task(db, actor)
    if held is None:
        return
    if how == "park":
        question = db.exec(select(Question)).one()
        park_assignment(db, actor, held.key, question_id=question.id or 0)
    elif how == "skip":
        skip_assignment(db, actor, held.key, reason="no")
    else:
        release_assignment(db, actor, held.key)


def taken_back(db: Session, world: World, who: str, cid: Any) -> None:
    with suppress(Conflict):
        undo_label(db, as_person(db, world, who), cid)


def closed(db: Session, world: World) -> None:
    question = db.exec(select(Question)).one()
    release_parked(db, as_person(db, world, "lea"), question.id or 0)


def resized(db: Session, world: World, overlap: int) -> None:
    change_project(db, Actor(None, world.project_id, 1, "lead"), overlap=overlap)
    resize_overlap(db, world.project_id)


def check(db: Session, world: World, overlap: int) -> None:
    """The counts are true, and nothing is over the overlap."""
    for task in db.exec(select(Task).where(Task.state != "bad")):
        live = (
            select(func.count())
            .select_from(Assignment)
            .where(Assignment.task_id == task.id, col(Assignment.state).in_(("leased", "parked")))
        )
        labels = (
            select(func.count()).select_from(CurrentLabel).where(CurrentLabel.task_id == task.id)
        )
        assert (task.labeled, task.taken) == (db.exec(labels).one(), db.exec(live).one())
        assert task.labeled + task.taken <= overlap
        assert task.state == ("full" if task.labeled + task.taken >= overlap else "open")


def finished(db: Session, world: World, overlap: int) -> None:
    """Everybody labels what they can: then each open task was had, for good, by everybody."""
    for who in LABELERS:
        answer_all(db, as_person(db, world, who), YES)
    for task in db.exec(select(Task).where(Task.state == "open")):
        gone = [who for who in LABELERS if task.id in had(db, world, who)]
        assert sorted(gone) == sorted(LABELERS), f"nobody is offered task {task.id}"


@pytest.fixture(scope="module")
async def desks(databases: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One database for all the runs of the machine."""
    async with databases() as url:
        edge = Edge(Settings(database=url, files=tmp_path_factory.mktemp("files")))
        await edge.start()
        yield World(edge, cast(Any, None), await edge.write(0, gather))
        await edge.stop()


async def test_leases_hold_whatever_people_do(desks: World) -> None:
    loop = asyncio.get_running_loop()

    def run(self: Desks, step: Callable[..., Any], *args: Any) -> Any:
        writing = desks.edge.write(desks.project_id, step, desks, *args)
        return asyncio.run_coroutine_threadsafe(writing, loop).result(60)

    machine = type("Machine", (Desks,), {"run": run})
    many = 25 if desks.edge.settings.is_sqlite else 8
    tried = settings(
        max_examples=many, stateful_step_count=25, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=tried)
