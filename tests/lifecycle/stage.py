"""A project that a model goes along with: what is asked of it is refused or done, as expected."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar, cast

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.errors import Refused
from app.queries.guidelines import list_types
from app.records.edge import Edge
from app.records.labels import Label as LabelRow
from app.records.revisions import Revision as RevisionRow
from app.records.tasks import Task
from app.settings import Settings
from tests.actions.loop import NO, YES, answer_next, first_guideline, make_tasks
from tests.cast import Person, World
from tests.lifecycle.model import Model
from tests.lifecycle.things import Label, Lease, Revision

R = TypeVar("R")
LABELERS = ("lin", "sam", "kim")
LEAD, REVIEWER = "lea", "rui"


class Broken(Exception):
    """What goes wrong between an action and its commit."""


class Stage(RuleBasedStateMachine):
    """The world and the model of it. `open_database` gives the address of a project that `prepare`
    made, `loop` runs elsewhere, and `done` counts what was done and what was refused."""

    loop: asyncio.AbstractEventLoop
    people: dict[str, Person]
    open_database: Callable[[], Any]
    done: Counter[tuple[str, str]]

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.url = self.run(self.stack.enter_async_context(type(self).open_database()))
        self.begin_edge()
        tasks = [f"t{n}" for n in range(1, 8)]
        self.model = Model(tasks, LABELERS)
        self.task_ids: dict[str, int] = {}
        self.task_keys: dict[str, Any] = {}
        self.question_ids: dict[int, int] = {}
        self.ruling_ids: dict[int, int] = {}
        self.revision_ids: dict[int, int] = {}
        self.cids: dict[int, Any] = {}
        self.corrections: set[int] = set()
        self.made_at: dict[int, float] = {}
        self.run(self.edge.read(self._adopt))

    def run(self, what: Coroutine[Any, Any, R]) -> R:
        """Something of the event loop's."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result()

    def begin_edge(self) -> None:
        """A process begins on the database: it remembers nothing."""
        self.edge = Edge(Settings(database=self.url))
        self.run(self.edge.start())
        self.world = World(self.edge, cast(Any, None), self.people)

    def teardown(self) -> None:
        self.run(self.edge.stop())
        self.run(self.stack.aclose())

    # doing

    def act(
        self,
        refused: type[Refused] | None,
        action: Callable[..., R],
        name: str,
        *args: Any,
        fail: bool = False,
        **more: Any,
    ) -> R | None:
        """Do something that must be refused so, or done; None where it was refused. `fail`: first
        it breaks before its commit, and nothing of it may be there."""
        rule = action.__name__
        if fail and refused is None:
            self._break(action, name, *args, **more)
        try:
            found = self.run(self.world.write(action, name, *args, **more))
        except Refused as why:
            if refused is None or not isinstance(why, refused):
                raise AssertionError(f"{rule} by {name} was refused: {why.message}") from why
            self.done[rule, "refused"] += 1
            return None
        assert refused is None, f"{rule} by {name} was to be refused ({refused})"
        self.done[rule, "done"] += 1
        return found

    def _break(self, action: Callable[..., Any], name: str, *args: Any, **more: Any) -> None:
        def breaking(db: Session, actor: Actor) -> None:
            action(db, actor, *args, **more)
            db.flush()
            raise Broken

        try:
            self.run(self.world.write(breaking, name))
        except Broken:
            self.done[action.__name__, "broken"] += 1
        self.look()  # as before

    def look(self) -> None:
        """Compare the project with the model: in `checks`."""
        raise NotImplementedError

    # what the product gave

    def number_of(self, revision_id: int | None) -> int | None:
        """A revision's number by its id."""
        if revision_id is None:
            return None
        return {id: number for number, id in self.revision_ids.items()}[revision_id]

    def adopt_revision(self, number: int) -> Revision:
        """Edition, types and base as they are now: those are the business of other tests."""

        def read(db: Session) -> tuple[RevisionRow, list[str]]:
            row = db.exec(
                select(RevisionRow).where(
                    RevisionRow.project_id == self.world.project_id, RevisionRow.number == number
                )
            ).one()
            return row, list(list_types(db, row))

        row, types = self.run(self.edge.read(read))
        self.revision_ids[number] = row.id or 0
        known = self.model.revisions.setdefault(number, Revision(number, None))
        was = known.edition
        known.base, known.edition = self.number_of(row.base_id), row.edition
        known.types, known.reason = frozenset(types), bool(row.unmoved)
        if known.state == "approved" and known.edition > was:
            known.state = "in_review"
        return known

    def kept(self, label: LabelRow, task: str, who: str, again: bool = False) -> Label:
        """A label that was acknowledged."""
        made = Label(
            label.id or 0, task, who, label.value, self.number_of(label.revision_id), label.source,
            again,
        )  # fmt: skip
        self.model.keep(made)
        self.cids[made.id] = label.cid
        self.made_at[made.id] = self.loop.time()
        return made

    def task_of(self, task_id: int) -> str:
        """A task's name."""
        return {id: name for name, id in self.task_ids.items()}[task_id]

    def _adopt(self, db: Session) -> None:
        for id, name, key in db.execute(pick(col(Task.id), col(Task.external_id), col(Task.key))):
            self.task_ids[name], self.task_keys[name] = id, key
        first = db.exec(select(RevisionRow)).one()
        self.revision_ids[first.number] = first.id or 0
        self.model.revisions[first.number] = Revision(first.number, None, "published")
        names = {self.people[name].member_id: name for name in LABELERS}
        for label in db.exec(select(LabelRow).order_by(col(LabelRow.id))):
            task, who = self.task_of(label.task_id), names[label.member_id]
            made = Label(label.id or 0, task, who, label.value, first.number)
            self.model.keep(made)
            self.model.leases.append(Lease(None, task, who, first.number, state="submitted"))


async def prepare(url: str, people: dict[str, Person]) -> None:
    """A guideline and seven tasks, three of them labeled by two people each."""
    edge = Edge(Settings(database=url))
    await edge.start()
    world = World(edge, cast(Any, None), people)
    await first_guideline(world)
    await make_tasks(world, ["a", "b", "c", "d", "e", "f", "g"])
    for name, values in (("lin", (YES, YES, YES)), ("sam", (YES, NO, NO))):
        for value in values:
            await world.write(answer_next, name, value)
    await edge.stop()
