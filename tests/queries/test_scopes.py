"""Scopes: the SQL means what the domain says, on both databases, and holds as of its watermark."""

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given as drawn
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.actions.labels import correct_label, undo_label
from app.actions.projects import change_project
from app.domain.majorities import majority
from app.domain.predicates import LabelFacts, Predicate, matches
from app.domain.roles import Actor
from app.domain.scopes import Scope, parse_scope
from app.queries.previews import count_affected, count_outside, list_disputed, newest_label
from app.queries.scopes import Bounds, affected, outside
from app.records.edge import Edge
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel, ScopeTask
from app.records.revisions import Revision
from app.records.tasks import Task
from app.settings import Settings
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    actor_of,
    answer_next,
    change,
    change_draft,
    first_guideline,
    given,
    items_of,
    make_tasks,
    relabel_of,
    settle,
)
from tests.cast import World, gather
from tests.services import MakeDatabase

WORDS = [
    'he said "no"', "it's", "100 %", "under_score", "back\\slash", "ÄÖÜ äöü ß", "İi ıI", "é", "é",
    "👩‍👩‍👧 family", "a\nb\tc", "'; DROP TABLE tasks; --", "%", "_", "\\", '"', "“”", "日本語", " ",
    "[a-z]*?", "$1 :name ?", "Ａ", "\u200b", "\U0001f600",
]  # fmt: skip
FIELDS = ["source", 'quo"te', "it's", "dot.ted", "$", "[0]", "0", "ünïcode", "", "%", "a b"]
VALUES: list[Any] = [
    "forum", "true", "false", "null", "1", "01", "-1", "1.0", "%", 'q"uote', "ünïcode", "", "[]",
    True, False, None, 0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63 - 1), 2**63, 10**30,
    1.0, 0.5, -0.0, 1e-7, 123456.0, [], [1], {}, {"source": "forum"}, ["forum"],
]  # fmt: skip
TEXTS = sorted({str(each) for each in VALUES} | {"true", "1e1", "+1", "-0", "9" * 30})


def predicates() -> st.SearchStrategy[Predicate]:
    """Predicates over what the tasks hold, near misses, and anything else."""
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    words = st.sampled_from(WORDS) | st.sampled_from("".join(WORDS)) | anything.filter(bool)
    values = st.lists(st.sampled_from(TEXTS) | anything, min_size=1, max_size=4).map(tuple)
    return st.builds(
        Predicate,
        answers=st.lists(st.sampled_from([YES, NO, "other", '"']), max_size=2).map(tuple),
        text_any=st.lists(words, max_size=3).map(tuple),
        metadata=st.dictionaries(st.sampled_from(FIELDS) | anything, values, max_size=2).map(
            lambda fields: tuple(sorted(fields.items()))
        ),
        disagreement=st.sampled_from([None, "any", "majority_split"]),
        certainty_below=st.none() | st.integers(1, 6),
        join=st.sampled_from(["and", "or"]),
    )


@dataclass
class Odd:
    """A world of odd tasks with odd labels, and a draft over them."""

    world: World
    draft: Revision


@pytest.fixture(scope="module")
async def odd(
    databases: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Odd]:
    """Made once: what reads it does not change it."""
    async with databases() as url:
        edge = Edge(Settings(database=url, files=tmp_path_factory.mktemp("files")))
        await edge.start()
        world = World(edge, cast(Any, None), await edge.write(0, gather))
        yield Odd(world, await labeled(world))
        await edge.stop()


async def labeled(world: World) -> Revision:
    """Some labels are corrected, some taken back, some cite a clause that the draft changes."""
    chance = random.Random(7)
    await world.write(change_project, "lea", overlap=3)
    await first_guideline(world)
    bodies = [" ".join(chance.sample(WORDS, 3)) for _ in range(36)]
    details = [{each: chance.choice(VALUES) for each in chance.sample(FIELDS, 4)} for _ in bodies]
    tasks = await make_tasks(world, bodies, details)

    def label(db: Session, _: Actor) -> None:
        for name in ("lin", "sam", "kim"):
            actor = actor_of(db, world, name)
            for _task in tasks[: chance.randint(24, 36)]:
                cited = ("c2",) if chance.random() < 0.2 else ()
                certainty = chance.choice([None, 1, 2, 3, 4, 5])
                answer = chance.choice([YES, YES, NO])
                made = answer_next(db, actor, answer, clauses=cited, certainty=certainty)
                if chance.random() < 0.1:
                    undo_label(db, actor, made.cid)
                    answer_next(db, actor, NO)
            for task in chance.sample(tasks[:20], 5):
                correct_label(db, actor, task.key, given(chance.choice([YES, NO])))

    await world.write(label, "lea")
    number = await change_draft(world, {**NOTHING, "selection": ["t1", "t2"]})
    mine = select(Revision).where(Revision.number == number)

    def materialise(db: Session) -> Revision:
        revision = db.exec(mine).one()
        for kind in ("any", "majority_split"):
            scope = Scope(predicate=Predicate(disagreement=kind))
            for task_id in list_disputed(db, world.project_id, scope)[kind]:
                db.add(ScopeTask(revision_id=revision.id or 0, stratum=kind, task_id=task_id))
        return revision

    return await world.edge.write(world.project_id, materialise)


def standing(db: Session) -> Iterator[tuple[Label, LabelFacts]]:
    """Every current label with what a predicate looks at, worked out without SQL."""
    tasks = {each.id: each for each in db.exec(select(Task))}
    labels = {each.id: each for each in db.exec(select(Label))}
    current = db.exec(select(CurrentLabel).order_by(col(CurrentLabel.label_id))).all()
    votes: dict[int, list[str]] = {}
    for each in current:
        votes.setdefault(each.task_id, []).append(each.value)
    for each in current:
        task, label, given_ = tasks[each.task_id], labels[each.label_id], votes[each.task_id]
        disputed = "any" if len(set(given_)) > 1 else None
        if disputed and majority(given_).value is None:
            disputed = "majority_split"
        yield (
            label,
            LabelFacts(label.value, task.body, task.details, disputed, label.certainty),
        )


async def test_the_sql_of_a_predicate_is_what_the_domain_says(odd: Odd) -> None:
    world, revision = odd.world, odd.draft

    def compare(db: Session) -> None:
        facts = list(standing(db))
        bounds = Bounds(world.project_id, newest_label(db, world.project_id))
        everything = {label.id for label, _ in facts}

        @tried(max_examples=120, deadline=None)
        @drawn(predicates())
        def agree(predicate: Predicate) -> None:
            scope = Scope(citing=False, led=False, predicate=predicate)
            wanted = {label.id for label, known in facts if matches(predicate, known)}
            hits = db.execute(affected(db, revision.id or 0, scope, bounds)).all()
            assert {hit.label_id for hit in hits} == wanted
            assert [hit.label_id for hit in hits] == sorted(hit.label_id for hit in hits)
            assert {(hit.a, hit.b, hit.c, hit.e) for hit in hits} <= {(0, 0, 1, 0)}
            rest = db.execute(outside(db, revision.id or 0, scope, bounds)).all()
            assert {each.label_id for each in rest} == everything - wanted

        agree()
        for text in TEXTS:  # every value of every field, exactly
            every = tuple((field, (text,)) for field in FIELDS)
            agree.hypothesis.inner_test(Predicate(metadata=every, join="or"))

    await world.edge.read(compare)


async def test_strata_are_a_union_and_each_hit_knows_its_reasons(odd: Odd) -> None:
    world, revision = odd.world, odd.draft
    raw = {"led": False, "selection": ["t1", "t2"], "predicate": {"answers": [NO]}}

    def compare(db: Session) -> None:
        bounds = Bounds(world.project_id, newest_label(db, world.project_id))
        scope = parse_scope(raw)
        hits = db.execute(affected(db, revision.id or 0, scope, bounds)).all()
        rest = db.execute(outside(db, revision.id or 0, scope, bounds)).all()
        ids = [hit.label_id for hit in hits] + [each.label_id for each in rest]
        facts = {label.id: (label, known) for label, known in standing(db)}
        assert sorted(ids) == sorted(facts)
        picked = {task.id for task in db.exec(select(Task)) if task.external_id in ("t1", "t2")}
        for hit in hits:
            label, _ = facts[hit.label_id]
            assert bool(hit.e) == (label.task_id in picked)
            assert bool(hit.c) == (label.value == NO)
        assert {hit.a for hit in hits} == {0, 1}
        assert not [each for each in rest if each.task_id in picked]

    await world.edge.read(compare)


async def test_the_answer_as_of_a_watermark_stays(world: World) -> None:
    """Later labels change nothing before it, however the chunks are cut."""
    revision = await labeled(world)
    scope = parse_scope({"predicate": {"answers": [NO]}, "selection": ["t1"]})

    def select_ids(db: Session, mark: int, span: int) -> tuple[list[int], list[int]]:
        inside: list[int] = []
        for after in range(0, mark, span):
            bounds = Bounds(world.project_id, mark, after, after + span)
            rows = db.execute(affected(db, revision.id or 0, scope, bounds))
            inside += [hit.label_id for hit in rows]
        rest = db.execute(outside(db, revision.id or 0, scope, Bounds(world.project_id, mark)))
        return inside, [each.label_id for each in rest]

    mark = await world.edge.read(newest_label, world.project_id)
    before = await world.edge.read(select_ids, mark, 7)

    def correct(db: Session, actor: Actor) -> None:
        held = db.exec(select(CurrentLabel).where(CurrentLabel.member_id == actor.member_id))
        for each in list(held)[:30]:
            task = db.get_one(Task, each.task_id)
            correct_label(db, actor, task.key, given(NO if each.value == YES else YES))

    for name in ("lin", "sam"):
        await world.write(correct, name)
    assert await world.edge.read(select_ids, mark, 10_000) == before
    now = await world.edge.read(newest_label, world.project_id)
    assert await world.edge.read(select_ids, now, 10_000) != before


async def test_the_preview_counts_what_publication_writes(world: World) -> None:
    await labeled(world)
    raw = {"predicate": {"answers": [NO]}, "selection": ["t1", "t2"], "control": 9}
    number = await change_draft(world, raw)
    draft = select(Revision).where(Revision.number == number)
    counts = await world.edge.read(lambda db: count_affected(db, db.exec(draft).one()))
    revision = await change(world, raw)
    await settle(world)
    items = await items_of(world, revision)
    inside = [each for each in items if each.strata != "f"]
    assert counts.labels == len(inside) > 36
    assert counts.tasks == len({each.task_id for each in inside})
    assert sum(labels for _, labels in counts.by_member) == len(inside)
    for letter, labels in counts.by_stratum.items():
        assert labels == sum(letter in each.strata for each in items)
    assert len(items) - len(inside) == 9
    relabel = await relabel_of(world, revision)

    def rest(db: Session, relabel: Relabel) -> int:
        return count_outside(db, relabel.revision_id, parse_scope(relabel.scope), relabel)

    assert await world.edge.read(rest, relabel) == counts.outside
