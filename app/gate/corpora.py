"""The texts of projects' labeled tasks as n-grams, in memory: what hunts and scopes look through.

They are made beside the event loop, outside any transaction, when somebody first asks; afterwards
only what is new is read.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from time import sleep

from sqlmodel import Session
from starlette.requests import Request

from app.domain.likeness import Collection, bags_of
from app.domain.roles import Actor
from app.errors import Invalid
from app.gate.caller import Caller
from app.languages import say
from app.queries.hunts import list_bodies, list_candidates

MOST = 50_000  # tasks: 160 MB of n-grams where a text has 8 words, 630 MB where it has 34
KEPT = 1  # project whose n-grams are kept


class Corpora:
    """Keeps the n-grams of the projects that were looked through last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[tuple[int, ...], Collection]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def read(self, caller: Caller, task_ids: tuple[int, ...]) -> Collection:
        """The texts of these tasks of the caller's project, in this order."""
        async with self._turn:
            kept = self._kept.get(caller.project_id)
            if kept is None or kept[0] != task_ids:
                known = dict(zip(kept[0], kept[1].texts, strict=True)) if kept else {}
                lacking = [each for each in task_ids if each not in known]
                bodies = await caller.read(_read_bodies, lacking)

                def build() -> Collection:
                    made = known
                    for each, body in zip(lacking, bodies, strict=True):
                        made[each] = bags_of(body)
                        sleep(0)  # whoever waits for the interpreter goes first
                    return Collection([made[each] for each in task_ids])

                kept = task_ids, await asyncio.to_thread(build)
                self._kept[caller.project_id] = kept
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(caller.project_id)
            return kept[1]


def corpora(request: Request) -> Corpora:
    """The texts that this process keeps."""
    found: Corpora = request.app.state.corpora
    return found


def list_readable(db: Session, project_id: int) -> tuple[int, ...]:
    """The labeled tasks of a project, by id; Invalid where they are too many to look through."""
    found = list_candidates(db, project_id)
    if len(found) > MOST:
        raise Invalid(
            say(
                "At most %(most)s labeled tasks are looked through; this project has %(count)s.",
                most=f"{MOST:,}",
                count=f"{len(found):,}",
            )
        )
    return tuple(found)


def _read_bodies(db: Session, _: Actor, task_ids: Sequence[int]) -> list[str]:
    return list_bodies(db, task_ids)
