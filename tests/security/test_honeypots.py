"""Gold cannot be told from ordinary work by anything that is served to those who label it.

Lin answers two hundred tasks through the doors; the test, which knows what is gold, looks at all
that she was given and holds the one kind to the other: keys, sizes, ids, leases, order, statements.
"""

import itertools
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.actions.honeypots import plan_honeypots, settle_honeypots
from app.actions.relabels import keeper
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.records.honeypots import HoneypotPlan
from app.records.tasks import Task
from tests.actions.honeypots import mixed
from tests.actions.loop import NO, YES
from tests.cast import World
from tests.imports.files import HATE
from tests.queries.test_dispatch import listened

MANY = 200
# what a person is shown of a task differs from task to task in these alone
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|words \d+|\d{4}-\d\d-\d\dT[^\"<]+")


@dataclass
class Turn:
    """A task that was given, and what came with it; as outlines in which ids and times are one."""

    task: int
    assignment: UUID
    hand: dict[str, Any]
    outlines: dict[str, str] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)


def outline(text: str) -> str:
    """A text without what names this task, its lease and the moment."""
    return IDS.sub("·", text)


def seeded(db: Session, actor: Actor) -> None:
    """The same lots in each run."""
    plan = db.get_one(HoneypotPlan, actor.project_id)
    plan.seed = "a fixed seed"
    db.add(plan)


@pytest.fixture
async def shown(world: World) -> tuple[set[int], list[Turn]]:
    """Lin's turns, and which tasks are gold."""
    golds, tasks = await mixed(world, 80, 260, share=20, first=20, tells=True)
    await world.write(seeded, "lea")
    ids = {str(task.key): task.id or 0 for task in tasks}
    client, browser = world.client("lin"), world.client("lin", browser=True)
    turns = []
    for at in range(MANY):
        told = await client.post(f"{HATE}/assignments", json={})
        hand = told.json()
        turn = Turn(ids[hand["task"]], UUID(hand["assignment"]), hand)
        turn.headers["claim"] = sorted(told.headers)
        turn.outlines["claim"] = outline(told.text)
        if at % 4 == 3:  # a page costs more than a call
            page = await browser.get("/projects/hate/desk")
            turn.outlines["desk"] = flat(page.text)
            thread = await browser.get(f"/projects/hate/threads/task:{hand['task']}")
            turn.outlines["thread"] = flat(thread.text)
        body = {"answer": NO, "cid": str(new_ordered_id())}
        answered = await client.post(f"{HATE}/assignments/{turn.assignment}/label", json=body)
        assert answered.status_code == 201
        turn.headers["answer"] = sorted(answered.headers)
        turn.outlines["answer"] = outline(answered.text)
        turns.append(turn)
    return golds, turns


def flat(page: str) -> str:
    """A page without ids, times, counters and nonces: how it is built."""
    return re.sub(r'nonce="[^"]*"|\b\d+\b', "·", outline(page))


def both(golds: set[int], turns: list[Turn]) -> tuple[list[Turn], list[Turn]]:
    gold = [turn for turn in turns if turn.task in golds]
    return gold, [turn for turn in turns if turn.task not in golds]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_nothing_served_tells_gold_from_ordinary_work(
    world: World, shown: tuple[set[int], list[Turn]]
) -> None:
    golds, turns = shown
    gold, _ordinary = both(golds, turns)
    assert 25 <= len(gold) <= 60
    assert len({turn.task for turn in turns}) == MANY
    for what in ("claim", "answer", "desk", "thread"):
        kinds = [{turn.outlines[what] for turn in some if what in turn.outlines}
                 for some in both(golds, turns)]  # fmt: skip
        assert kinds[0], what
        assert kinds[0] == kinds[1], what
        assert len(kinds[0]) == 1, what
    for what in ("claim", "answer"):
        assert len({tuple(turn.headers[what]) for turn in turns}) == 1
    for turn in turns:
        assert {UUID(turn.hand[name]).version for name in ("assignment", "task")} == {4}
    leases = {round(length(turn)) for turn in turns}
    assert leases <= {599, 600}
    order(golds, turns)
    await histories(world, golds, turns)


def length(turn: Turn) -> float:
    """How long a lease was, by the clock of this test: it began just now."""
    ends = datetime.fromisoformat(turn.hand["expires_at"])
    begun = datetime.fromisoformat(turn.hand.get("leased_at") or turn.hand["expires_at"])
    return (ends - begun).total_seconds() or 600.0


def order(golds: set[int], turns: list[Turn]) -> None:
    """A task out of its order is as often ordinary as gold; and gold is spread by chance alone."""
    seen: list[int] = []
    jumps: Counter[bool] = Counter()
    for turn in turns:
        expected = next(each for each in range(1, 10**6) if each not in seen and each not in golds)
        if turn.task != expected:
            jumps[turn.task in golds] += 1
        seen.append(turn.task)
    assert jumps[True] == sum(turn.task in golds for turn in turns)
    # decoys and gold come at one share: of n jumps a half is gold, give or take three deviations
    total = jumps.total()
    assert abs(jumps[True] - total / 2) < 3 * (total / 4) ** 0.5, jumps
    places = [at for at, turn in enumerate(turns) if turn.task in golds]
    gaps = {b - a for a, b in itertools.pairwise(places)}
    assert len(gaps) > 5  # not every n-th


async def histories(world: World, golds: set[int], turns: list[Turn]) -> None:
    """What can be looked at afterwards: labels, events, search, exports, the task's own pages."""
    client, browser = world.client("lin"), world.client("lin", browser=True)
    actor = keeper(world.project_id)
    await world.edge.write(world.project_id, settle_honeypots, actor, world.project_id)
    keys = {turn.hand["task"]: turn.task for turn in turns}
    shapes: defaultdict[bool, set[str]] = defaultdict(set)
    listed = 0
    url = f"{HATE}/labels"
    labels = (await client.get(url)).json()
    for row in labels["labels"]:
        listed += 1
        shapes[keys[row["task"]] in golds].add(outline(json.dumps(row)))
    assert listed
    assert shapes[True] == shapes[False]
    for turn in [*both(golds, turns)[0][:3], *both(golds, turns)[1][:3]]:
        page = await browser.get(f"/projects/hate/labels/{turn.hand['task']}")
        shapes[turn.task in golds].add(flat(page.text))
    assert shapes[True] == shapes[False]
    told = (await client.get(f"{HATE}/events?after=0")).json()
    assert not [each for each in told["events"] if each["kind"].startswith(("gold.", "label."))]
    found = await client.get(f"{HATE}/search?q=label:{NO}")
    assert "gold" not in found.text.lower()
    for noun in ("labels", "gold", "gold_answers", "events", "tasks"):
        assert (await client.get(f"{HATE}/exports/{noun}.jsonl")).status_code == 404
    for path in ("gold", "gold/promotion?source=cases"):
        assert (await client.get(f"{HATE}/{path}")).status_code == 404
    project = (await client.get(HATE)).text
    assert not re.search("seed|honeypot|gold", project, re.IGNORECASE)


WHO = [("ada", 200), ("lea", 200), ("rui", 404), ("lin", 404), ("vic", 404), ("eve", 404)]


@pytest.mark.parametrize(("name", "status"), WHO)
async def test_the_page_and_what_it_does_are_the_teams(
    world: World, name: str, status: int
) -> None:
    golds, tasks = await mixed(world, 2, 4)
    key = next(task.key for task in tasks if task.id in golds)
    client, browser = world.client(name), world.client(name, browser=True)
    for path in ("gold", "gold/promotion?source=unanimous"):
        assert (await client.get(f"{HATE}/{path}")).status_code == status
        assert (await browser.get(f"/projects/hate/{path}")).status_code == status
    done = 201 if status == 200 else 404
    asked: list[tuple[str, str, Any, int]] = [
        ("PATCH", "gold/plan", {"share": 7}, done),
        ("POST", "gold/promotion", {"source": "cases"}, done),
        ("PUT", f"tasks/{key}/gold/use", {"used": False, "reason": "too easy"}, 204),
        ("POST", "gold/doubts/9/decision", {"how": "keep", "reason": "x"}, 404),
        ("PUT", f"members/{world.member_id('sam')}/pause", {"reason": "x"}, 204),
    ]
    for method, path, body, expected in asked:
        told = await client.request(method, f"{HATE}/{path}", json=body)
        wanted = {expected} if status == 200 else {403, 404}
        assert told.status_code in wanted, (path, told.text)
    page = await world.client("lea", browser=True).get("/projects/hate/gold")
    assert ("too easy" in page.text) == (status == 200)


def counted(db: Session, actor: Actor, golds: set[int]) -> dict[bool, set[int]]:
    """How many statements a claim and its label run, for gold and for other work."""
    from app.actions.assignments import claim_task
    from app.actions.labels import submit_label
    from tests.actions.loop import given

    found: dict[bool, set[int]] = {True: set(), False: set()}
    for _ in range(60):
        db.info["memory"].setdefault("swept", {})
        with listened(db) as heard:
            held = claim_task(db, actor)
            assert held
            submit_label(db, actor, held.key, given(YES))
        sweeps = sum("expires_at <=" in each for each in heard)
        found[held.task_id in golds].add(len(heard) - sweeps)
    return found


async def test_gold_runs_as_many_statements_as_other_work(world: World) -> None:
    golds, _ = await mixed(world, 40, 260, share=20, first=20)
    await world.write(seeded, "lea")
    await world.write(plan_honeypots, "lea", share=20)
    ran = await world.write(counted, "lin", golds)
    assert ran[True]
    # the first look of a process, and gold drawn at the end of the circle, may run one more
    assert min(ran[True]) == min(ran[False])
    assert max(ran[True]) <= min(ran[False]) + 1

    def ids(db: Session, actor: Actor) -> list[int | None]:
        return list(db.exec(select(Task.id).order_by(col(Task.id))))

    assert len(await world.read(ids, "lea")) == 300
