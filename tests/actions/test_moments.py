"""As of: at every moment of a project's life the record tells what counted then."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.actions.labels import correct_label, undo_label
from app.actions.withdrawals import withdraw_revision
from app.clock import now
from app.domain.roles import Actor
from app.errors import Invalid
from app.pages.moments import get_stood
from app.queries.exports_labels import labels, labels_then
from app.queries.exports_work import tasks, tasks_then
from app.queries.moments import (
    count_standing,
    count_tasks_then,
    find_in_force,
    find_watermark,
    get_moment,
    list_own_then,
)
from app.records.labels import Label
from app.records.relabels import Relabel
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change,
    claim,
    first_guideline,
    given,
    make_tasks,
    settle,
    submitted,
)
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}
Standing = dict[tuple[str, str], tuple[str, str | None]]


class Diary:
    """What counted, noted down moment by moment as it happened."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pages: list[tuple[datetime, Standing, dict[str, str | None]]] = []

    async def note(self) -> None:
        """What the pointers say just now."""

        def look(db: Session, actor: Actor) -> tuple[Standing, dict[str, str | None]]:
            counting = [row for row in labels(db, actor, 0, 999) if row["current"]]
            agreed = {row["external_id"]: row["consensus"] for row in tasks(db, actor, 0, 999)}
            return standing(counting), agreed

        said = await self.world.read(look, "lea")
        self.pages.append((now(), *said))


def standing(rows: list[dict[str, object]]) -> Standing:
    return {
        (str(row["external_id"]), str(row["annotator"])): (str(row["id"]), row["stale_since"])  # type: ignore[misc]
        for row in rows
    }


async def life(world: World) -> Diary:
    """Labels made, taken back, corrected, made again, and put back by a withdrawal."""
    diary = Diary(world)
    await first_guideline(world)
    made = await make_tasks(world, ["one", "two", "three"])
    await diary.note()
    first = await submitted(world, "lin")
    await diary.note()
    await world.write(undo_label, "lin", first.cid)
    await diary.note()
    await world.write(answer_all, "lin", YES)
    await world.write(answer_all, "sam", YES)
    await diary.note()
    await world.write(correct_label, "sam", made[0].key, given(NO))
    await diary.note()
    second = await change(world, EVERY_YES, second=True)
    await settle(world)
    await diary.note()
    for name in ("lin", "sam", "kim", "lin", "sam", "kim"):
        await world.write(answer_all, name, NO)
        await diary.note()
    await world.write(withdraw_revision, "lea", second.number, reason="Too wide.")
    await settle(world)
    await diary.note()
    return diary


async def test_every_moment_can_be_read_as_it_was(world: World) -> None:
    diary = await life(world)
    assert len({str(page[1]) for page in diary.pages}) > 6

    def then(db: Session, actor: Actor, at: datetime) -> tuple[Standing, dict[str, str | None]]:
        moment = get_moment(db, actor, at.isoformat())
        found = labels_then(db, actor, moment, 0, 999)
        counts = count_standing(db, actor.project_id, moment)
        assert sum(many for _, many in counts or ()) == len(found)
        assert count_tasks_then(db, actor.project_id, moment) == 3
        agreed = tasks_then(db, actor, moment, 0, 999)
        assert sum(row["labeled"] for row in agreed) == len(found)
        return standing(found), {row["external_id"]: row["consensus"] for row in agreed}

    for at, was, agreed in diary.pages:
        assert await world.read(then, "lea", at) == (was, agreed), at


async def test_pages_of_a_moment_follow_each_other_without_gap_or_twin(world: World) -> None:
    diary = await life(world)

    def walk(db: Session, actor: Actor) -> None:
        for at, was, _ in diary.pages:
            moment, after = get_moment(db, actor, at.isoformat()), 0
            found: list[dict[str, object]] = []
            while rows := labels_then(db, actor, moment, after, 2):
                found, after = found + rows, rows[-1]["_"]
            assert standing(found) == was

    await world.read(walk, "lea")


async def test_halving_finds_what_a_walk_finds(world: World) -> None:
    await life(world)

    def compare(db: Session, actor: Actor) -> None:
        made = list(db.exec(select(Label).order_by(col(Label.id))))
        instants = [label.recorded_at for label in made]
        tick = timedelta(microseconds=1)
        for at in [step for each in instants for step in (each - tick, each, each + tick)]:
            walked = max((each.id or 0 for each in made if each.recorded_at <= at), default=0)
            assert find_watermark(db, actor.project_id, at) == walked
        # another project's labels are none of it
        assert find_watermark(db, world.people["eve"].project_id, now()) == 0

    await world.read(compare, "lea")


async def test_a_version_is_when_it_was_published_and_a_relabel_when_it_had_ended(
    world: World,
) -> None:
    await first_guideline(world)
    await make_tasks(world, ["one", "two"])
    await world.write(answer_all, "lin", YES)
    second = await change(world, EVERY_YES)
    await settle(world)

    def values(db: Session, actor: Actor, said: str) -> list[tuple[str, int]] | None:
        return count_standing(db, actor.project_id, get_moment(db, actor, said))

    with pytest.raises(Invalid, match="has not ended"):
        await world.read(values, "lea", "relabel-1")
    await world.write(answer_all, "lin", NO)
    assert await world.read(values, "lea", "1.0.0") == []
    assert await world.read(values, "lea", "2.0.0") == [(YES, 2)]
    assert await world.read(values, "lea", str(second.number)) == [(YES, 2)]
    assert await world.read(values, "lea", "relabel-1") == [(NO, 2)]
    for said in ("3.0.0", "9", "relabel-9"):
        with pytest.raises(Invalid, match=r"ever published|no such relabel"):
            await world.read(values, "lea", said)

    def sealed(db: Session, actor: Actor) -> bool:
        relabel = db.exec(select(Relabel)).one()
        at = db.get_one(Revision, second.id).published_at
        assert at is not None
        return relabel.watermark == find_watermark(db, actor.project_id, at)

    assert await world.read(sealed, "lea"), "the seal and the clock name the same label"


async def test_the_guideline_in_force_is_known_for_every_moment(world: World) -> None:
    before = now()
    first = await first_guideline(world)
    second = await change(world)
    await world.write(withdraw_revision, "lea", second.number, reason="No.")
    third = await change(world)

    def versions(db: Session, actor: Actor) -> list[str | None]:
        all_ = [db.get_one(Revision, each.id) for each in (first, second, third)]
        withdrawn = all_[1].withdrawn_at
        instants = [before, *[each.published_at for each in all_[:2]], withdrawn]
        instants += [all_[2].published_at, now()]
        found = [find_in_force(db, actor.project_id, at) for at in instants if at]
        return [each.version if each else None for each in found]

    assert await world.read(versions, "lea") == [
        None, "1.0.0", second.version, "1.0.0", third.version, third.version,
    ]  # fmt: skip


async def test_what_is_to_come_is_not_known_and_today_is_known_so_far(world: World) -> None:
    def at(db: Session, actor: Actor, said: str, zone: str) -> datetime:
        return get_moment(db, actor, said, zone).at

    later = now() + timedelta(days=3)
    for said in (later.isoformat(), later.date().isoformat()):
        with pytest.raises(Invalid, match="still to come"):
            await world.read(at, "lea", said, "UTC")
    assert await world.read(at, "lea", now().date().isoformat(), "UTC") <= now()
    with pytest.raises(Invalid, match="A zone is a place"):
        await world.read(at, "lea", "2026-01-01", "Mars/Olympus")


async def test_ones_own_labels_as_of_hide_what_waits_to_be_made_again(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["one", "two"])
    await world.write(answer_all, "lin", YES)
    await world.write(answer_all, "sam", NO)
    await change(world, EVERY_YES)
    await settle(world)

    def own(db: Session, actor: Actor) -> list[str]:
        moment = get_moment(db, actor, "2.0.0")
        found = list_own_then(db, actor, moment, after=0, most=9)
        assert all(label.member_id == actor.member_id for label, _ in found)
        return [label.value for label, _ in found]

    assert await world.read(own, "lin") == [], "blind until they are made again"
    assert await world.read(own, "sam") == [NO, NO]
    assert await world.read(own, "vic") == []
    for name, many in (("lin", 0), ("sam", 2), ("lea", 4)):
        assert (await world.read(get_stood, name, "2.0.0")).labels == many, (
            "nor can they be counted"
        )
    held = await claim(world, "lin")
    assert held.item_id is not None


async def test_the_chain_behind_a_label_stands_in_its_row(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["one"])
    await world.write(answer_all, "lin", YES, clauses=("c2",))
    await change(world, EVERY_YES)
    await settle(world)
    await world.write(answer_all, "lin", NO)

    def rows(db: Session, actor: Actor) -> list[dict[str, object]]:
        return labels(db, actor, 0, 9)

    old, new = await world.read(rows, "lea")
    assert (old["relabel"], old["superseded_by"], old["clauses"]) == (None, new["id"], ["c2"])
    assert (new["relabel"], new["reasons"], new["outcome"]) == (1, "c", "flipped")
    assert new["guideline"] == "2.0.0"
