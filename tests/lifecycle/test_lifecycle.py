"""The lifecycle as a whole, played at random beside a model of it."""

import asyncio
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Person
from tests.lifecycle.machine import Lifecycle
from tests.lifecycle.stage import prepare

# derandomized: the same few courses each time, so that a failure is no matter of luck. The long
# profile, by hand: tests/lifecycle/long.py
FEW = settings(
    max_examples=4,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


async def test_the_lifecycle_keeps_what_it_promises(
    databases: Any, people: dict[str, Person], company: Any
) -> None:
    async with databases(company.database) as source:
        await prepare(source, people)
        machine = machine_on(lambda: databases(source), people)
        await asyncio.to_thread(run_state_machine_as_test, machine, settings=FEW)
    for action, least in (("submit_label", 10), ("publish_revision", 3), ("withdraw_revision", 1)):
        assert machine.done[action, "done"] >= least


def machine_on(open_database: Any, people: dict[str, Person]) -> type[Lifecycle]:
    """A machine whose worlds are copies of one database."""
    class_ = type("Machine", (Lifecycle,), {
        "loop": asyncio.get_running_loop(),
        "people": people,
        "open_database": staticmethod(open_database),
        "done": Counter(),
    })  # fmt: skip
    return class_
