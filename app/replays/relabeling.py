"""The relabel of a step: everybody reads, then makes their labels again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.clock import new_ordered_id
from app.errors import Invalid, Unavailable
from app.replays.clients import Client
from app.replays.folders import Pair, Step
from app.replays.people import Cast

Row = dict[str, Any]
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Again:
    """The answers of a step by (item, annotator); `items` maps a task's key to its external id."""

    step: Step
    answers: dict[Pair, str]
    items: dict[str, str]
    tick: Callable[[], None]

    def play(self, cast: Cast, published: Row, readers: tuple[str, ...]) -> Row:
        """Everybody reads the revision; whoever is asked again answers. Gives the report."""
        number = published["relabel"]
        if number is None:
            raise Invalid(f"Step {self.step.number}: the publication opened no relabel.")
        _await(cast.owner, number, "open", "done")
        asked = {annotator for _, annotator in self.answers}
        for name in readers:
            # also who has nothing to do now: work on a later step waits for every reading
            cast.person(name).post(f"/revisions/{published['number']}/acknowledgement")
            if name in asked:
                self._work(cast.person(name), name)
        return _await(cast.owner, number, "done")

    def _work(self, person: Client, name: str) -> None:
        """Claim and answer until nothing is asked again."""
        while (held := person.post("/assignments")) is not None:
            path = f"/assignments/{held['assignment']}"
            if not held["is_again"]:
                # a new task, which the scenario knows nothing about: it stays nobody's
                person.post(f"{path}/release")
                return
            item = self.items[held["task"]]
            answer = self.answers.get((item, name))
            if answer is None:
                raise Invalid(f"Step {self.step.number} has no new label of {name} on {item}.")
            person.post(f"{path}/label", {"answer": answer, "cid": str(new_ordered_id())})
            self.tick()


def _await(owner: Client, number: int, *states: str) -> Row:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        report: Row = owner.get(f"/relabels/{number}")
        if report["progress"]["state"] in states:
            return report
        time.sleep(0.05)  # its rows are written in the background
    progress = report["progress"]["state"]
    wanted = " or ".join(states)
    raise Unavailable(f"Relabel {number} is {progress} still, and did not become {wanted} in time.")
