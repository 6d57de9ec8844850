"""The relabel of a step: everybody reads, then makes their labels again."""

import time
from collections.abc import Callable
from typing import Any

from app.clock import new_ordered_id
from app.errors import Invalid, Unavailable
from app.replays.clients import Client
from app.replays.folders import Step
from app.replays.people import Cast

Row = dict[str, Any]
PATIENCE = 120.0


def relabel(
    cast: Cast, step: Step, published: Row, items: dict[str, str], tick: Callable[[], None]
) -> Row:
    """Play the step's labels; `items` maps a task's key to its external id. Gives the report."""
    number = published["relabel"]
    if number is None:
        raise Invalid(f"Step {step.number}: the publication opened no relabel.")
    _await(cast.owner, number, "open", "done")
    for name, person in cast.others.items():
        if any(annotator == name for _, annotator in step.relabel):
            person.post(f"/revisions/{published['number']}/acknowledgement")
            _work(person, name, step, items, tick)
    return _await(cast.owner, number, "done")


def _work(
    person: Client, name: str, step: Step, items: dict[str, str], tick: Callable[[], None]
) -> None:
    """Claim and answer until nothing is asked again."""
    while (held := person.post("/assignments")) is not None and held["is_again"]:
        item = items[held["task"]]
        answer = step.relabel.get((item, name))
        if answer is None:
            raise Invalid(f"Step {step.number} has no new label of {name} on {item}.")
        body = {"answer": answer, "cid": str(new_ordered_id())}
        person.post(f"/assignments/{held['assignment']}/label", body)
        tick()


def _await(owner: Client, number: int, *states: str) -> Row:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        report: Row = owner.get(f"/relabels/{number}")
        if report["progress"]["state"] in states:
            return report
        time.sleep(0.05)  # its rows are written in the background
    raise Unavailable(f"Relabel {number} did not reach {' or '.join(states)} in time.")
