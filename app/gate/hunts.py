"""Drawing a batch of a hunt: ranked beside the event loop, outside any transaction."""

import asyncio
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session
from starlette.requests import Request

from app.actions.hunts import draw_round
from app.domain.hunts import (
    AT_RANDOM,
    BATCH,
    CONTROL,
    KNOWN,
    SAMPLE,
    Round,
    draw,
    next_kind,
    rank,
)
from app.domain.likeness import Collection
from app.domain.roles import Actor
from app.domain.scopes import parse_scope
from app.errors import Invalid
from app.gate.caller import Caller
from app.gate.corpora import Corpora, list_readable
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.hunts import (
    count_rounds,
    find_open_round,
    list_known,
    list_rounds,
    map_judged,
)
from app.queries.previews import list_inside


@dataclass(frozen=True, slots=True)
class Standing:
    """A hunt as it stands: the draft's row, its rounds, what was judged, what a change can affect,
    and the tasks that it begins with."""

    revision_id: int
    rounds: tuple[Round, ...]
    judged: dict[int, bool]
    candidates: tuple[int, ...]
    known: frozenset[int]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a scope selects and nobody has judged yet; `rounds`: how many were drawn."""

    revision_id: int
    rounds: int
    rest: tuple[int, ...]
    scope: str


class Hunts:
    """Draws batches, one at a time."""

    def __init__(self, corpora: Corpora) -> None:
        self._corpora = corpora
        self._turn = asyncio.Lock()

    async def draw(self, caller: Caller, number: int) -> None:
        """Put the next batch before the judges; nothing, where one waits or the hunt has ended."""
        async with self._turn:
            standing = await caller.read(_look, number)
            if standing is None:
                return
            rest = [each for each in standing.candidates if each not in standing.judged]
            kind, task_ids = await self._choose(caller, standing, rest)
            if kind is None:
                return
            await caller.write(
                draw_round,
                number,
                kind=kind,
                task_ids=task_ids,
                before=len(rest),
                after=len(standing.rounds),
            )

    async def sample(self, caller: Caller, number: int) -> None:
        """Put a batch from inside the scope before the judges, drawn at random from what nobody
        has judged; where another batch waits, that one comes first."""
        async with self._turn:
            inside = await caller.read(_look_inside, number)
            if inside is None:
                return
            seed = inside.revision_id * 1000 + inside.rounds
            places = draw(np.arange(len(inside.rest)), BATCH, seed)
            await caller.write(
                draw_round,
                number,
                kind=SAMPLE,
                task_ids=[inside.rest[place] for place in places],
                before=len(inside.rest),
                after=inside.rounds,
                scope=inside.scope,
            )

    async def _choose(
        self, caller: Caller, standing: Standing, rest: list[int]
    ) -> tuple[str | None, list[int]]:
        if all(each.kind == SAMPLE for each in standing.rounds):
            first = sorted(standing.known.intersection(rest))
            if first:
                return KNOWN, first[:CONTROL]
            if not any(standing.judged.values()):
                raise Invalid(
                    say(
                        "Name a task that is affected first: select it by hand, or rule on a "
                        "question that was asked about one."
                    ),
                    "selection",
                )
        kind = next_kind(standing.rounds, len(rest))
        seed = standing.revision_id * 1000 + len(standing.rounds)
        if kind == AT_RANDOM:
            return kind, [rest[place] for place in draw(np.arange(len(rest)), CONTROL, seed)]
        if kind is None:
            return None, []
        texts = await self._corpora.read(caller, standing.candidates)
        return kind, await asyncio.to_thread(_rank, texts, standing, seed)


def hunts(request: Request) -> Hunts:
    """Who draws batches in this process."""
    found: Hunts = request.app.state.hunts
    return found


def _look(db: Session, actor: Actor, number: int) -> Standing | None:
    revision_id = get_editable(db, actor, number).id or 0
    if find_open_round(db, revision_id):
        return None
    candidates = list_readable(db, actor.project_id)
    return Standing(
        revision_id,
        tuple(list_rounds(db, revision_id)),
        map_judged(db, revision_id),
        candidates,
        frozenset(list_known(db, revision_id)),
    )


def _look_inside(db: Session, actor: Actor, number: int) -> Inside | None:
    revision = get_editable(db, actor, number)
    if find_open_round(db, revision.id or 0):
        return None
    judged = map_judged(db, revision.id or 0)
    rest = tuple(each for each in list_inside(db, revision) if each not in judged)
    if not rest:
        raise Invalid(say("Every task in scope is judged already, or none is in scope."))
    digest = parse_scope(revision.scope).digest
    return Inside(revision.id or 0, count_rounds(db, revision.id or 0), rest, digest)


def _rank(texts: Collection, standing: Standing, seed: int) -> list[int]:
    places = {task_id: place for place, task_id in enumerate(standing.candidates)}
    judged = {places[each]: hit for each, hit in standing.judged.items() if each in places}
    ranked = rank(
        texts.table, np.array(list(judged), dtype=np.intp), np.array(list(judged.values())), seed
    )
    return [standing.candidates[place] for place in ranked[:BATCH]]
