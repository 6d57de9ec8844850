"""Scopes: the SQL means what the domain says, on both databases, and holds as of its watermark."""

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import pytest
from hypothesis import given as drawn
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.actions.flags import raise_flag
from app.actions.labels import correct_label, undo_label
from app.actions.projects import change_project
from app.clock import new_ordered_id
from app.domain.majorities import majority
from app.domain.predicates import LabelFacts, Predicate, matches
from app.domain.roles import Actor
from app.domain.scopes import Scope, parse_scope
from app.queries.previews import newest_label
from app.queries.scope_lists import list_changing
from app.queries.scopes import Bounds, affected, outside
from app.records.edge import Edge
from app.records.labels import Citation, CurrentLabel, Label
from app.records.questions import Flag, Question
from app.records.relabels import ScopeTask
from app.records.revisions import Clause, Revision
from app.records.tasks import Task
from app.settings import Settings
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    actor_of,
    answer_next,
    change_draft,
    first_guideline,
    given,
    make_tasks,
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
FLAGGED = ("ambiguous", "open")
TEXTS = sorted({str(each) for each in VALUES} | {"true", "1e1", "+1", "-0", "9" * 30})


def predicates(times: list[datetime]) -> st.SearchStrategy[Predicate]:
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
        flags=st.sampled_from([(), FLAGGED]),
        cites=st.lists(st.sampled_from(["c1", "c2", "c9"]), max_size=2).map(tuple),
        labeled_from=st.none() | st.sampled_from(times),
        labeled_before=st.none() | st.sampled_from(times),
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
            for task in chance.sample(tasks[:20], 3):
                category = chance.choice(["ambiguous", "other"])
                raise_flag(db, actor, task.key, key=new_ordered_id(), note=name, category=category)
            for task in chance.sample(tasks[:20], 5):
                correct_label(db, actor, task.key, given(chance.choice([YES, NO])))

    await world.write(label, "lea")
    await world.edge.write(world.project_id, close_some)
    number = await change_draft(world, {**NOTHING, "selection": ["t1", "t2"]})
    mine = select(Revision).where(Revision.number == number)

    def materialise(db: Session) -> Revision:
        revision = db.exec(mine).one()
        for kind in ("any", "majority_split", "flags"):
            predicate = Predicate(disagreement=None if kind == "flags" else kind, flags=FLAGGED)
            lists = list_changing(db, world.project_id, Scope(predicate=predicate))
            for task_id in lists[kind]:
                db.add(ScopeTask(revision_id=revision.id or 0, stratum=kind, task_id=task_id))
        return revision

    return await world.edge.write(world.project_id, materialise)


def close_some(db: Session) -> None:
    """Some questions are closed."""
    for question in db.exec(select(Question).where(Question.number % 3 == 0)):
        question.state = "answered"


def standing(db: Session) -> Iterator[tuple[Label, LabelFacts]]:
    """Every current label with what a predicate looks at, worked out without SQL."""
    tasks = {each.id: each for each in db.exec(select(Task))}
    labels = {each.id: each for each in db.exec(select(Label))}
    current = db.exec(select(CurrentLabel).order_by(col(CurrentLabel.label_id))).all()
    votes: dict[int, list[str]] = {}
    flagged: dict[int, set[str]] = {}
    for flag, question in db.execute(select(Flag, Question).where(Flag.question_id == Question.id)):
        kinds = {flag.category} | ({"open"} if question.state == "open" else set())
        flagged.setdefault(flag.task_id, set()).update(kinds)
    cited: dict[int, set[str]] = {}
    for citation, clause in db.execute(
        select(Citation, Clause).where(Citation.clause_id == Clause.id)
    ):
        cited.setdefault(citation.label_id, set()).add(clause.code)
    for each in current:
        votes.setdefault(each.task_id, []).append(each.value)
    for each in current:
        task, label, given_ = tasks[each.task_id], labels[each.label_id], votes[each.task_id]
        disputed = "any" if len(set(given_)) > 1 else None
        if disputed and majority(given_).value is None:
            disputed = "majority_split"
        facts = LabelFacts(
            answer=label.value,
            text=task.body,
            metadata=task.details,
            disputed=disputed,
            certainty=label.certainty,
            flags=frozenset(flagged.get(each.task_id, ())),
            cites=frozenset(cited.get(each.label_id, ())),
            labeled_at=label.labeled_at,
        )
        yield label, facts


async def test_the_sql_of_a_predicate_is_what_the_domain_says(odd: Odd) -> None:
    world, revision = odd.world, odd.draft

    def compare(db: Session) -> None:
        facts = list(standing(db))
        bounds = Bounds(world.project_id, newest_label(db, world.project_id))
        everything = {label.id for label, _ in facts}

        @tried(max_examples=120, deadline=None)
        @drawn(predicates([known.labeled_at for _, known in facts][::9]))
        def agree(predicate: Predicate) -> None:
            scope = Scope(citing=False, led=False, predicate=predicate)
            wanted = {label.id for label, known in facts if matches(predicate, known)}
            hits = db.execute(affected(db, revision.id or 0, scope, bounds)).all()
            assert {hit.label_id for hit in hits} == wanted
            assert [hit.label_id for hit in hits] == sorted(hit.label_id for hit in hits)
            assert {(hit.a, hit.b, hit.c, hit.d, hit.e) for hit in hits} <= {(0, 0, 1, 0, 0)}
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
