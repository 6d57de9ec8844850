"""Scopes by what was said in one dimension: the SQL is what the domain says, quotes and all."""

import itertools
import json
from typing import Any, cast

import pytest
from sqlmodel import Session, col, select

from app.actions.projects import change_project
from app.domain.answers import parse_schema
from app.domain.predicates import LabelFacts, describe_predicate, matches, parse_predicate
from app.domain.roles import Actor
from app.domain.scopes import Scope
from app.errors import Invalid
from app.queries.guidelines import get_revision
from app.queries.previews import newest_label
from app.queries.scopes import Bounds, affected
from app.records.edge import Edge
from app.records.labels import Label
from tests.actions.loop import answer_next, change_draft, make_tasks
from tests.book.shelf import first_guideline
from tests.cast import Person, World

ODD = ("plain", '"kind":"5', 'a"b', "a\\b", "ä;=")
ANSWERS: dict[str, Any] = {
    "kind": "dimensions",
    "dimensions": [
        {"name": "kind", "label": "Kind"},
        {"name": "unkind", "lowest": 1, "highest": 5},
        {"name": "odd", "kind": "choice", "options": [{"value": each} for each in ODD]},
    ],
}


@pytest.fixture
async def world(edge: Edge, people: dict[str, Person]) -> World:
    """The cast on each database, without an app around them."""
    return World(edge, cast(Any, None), people)


async def test_a_scope_by_dimensions_is_what_the_domain_says(world: World) -> None:
    await world.write(change_project, "lea", answers=ANSWERS)
    await first_guideline(world)
    said = list(itertools.product((1, 5), (1, 4), ODD))
    await make_tasks(world, [f"task {place}" for place, _ in enumerate(said)])

    def label(db: Session, actor: Actor) -> None:
        for kind, unkind, odd in said:
            answer_next(db, actor, json.dumps({"kind": kind, "unkind": unkind, "odd": odd}))

    await world.write(label, "lin")
    number = await change_draft(world)
    schema = parse_schema(ANSWERS)

    def compare(db: Session, actor: Actor) -> None:
        revision = get_revision(db, actor, number)
        bounds = Bounds(world.project_id, newest_label(db, world.project_id))
        labels = list(db.exec(select(Label).order_by(col(Label.id))))
        assert len(labels) == len(said)
        asked: list[dict[str, list[str]]] = [{"kind": ["5"]}, {"unkind": ["1", "4.0"]}]
        asked += [{"kind": ["1"], "unkind": ["4"]}, *({"odd": [each]} for each in ODD)]
        for each in asked:
            predicate = parse_predicate({"dimensions": each}, schema)
            assert parse_predicate(predicate.to_dict(), schema) == predicate
            scope = Scope(citing=False, led=False, predicate=predicate)
            hits = {
                hit.label_id for hit in db.execute(affected(db, revision.id or 0, scope, bounds))
            }
            wanted = {one.id for one in labels if matches(predicate, LabelFacts(one.value, "", {}))}
            assert hits == wanted
            assert hits, each

    await world.write(compare, "lea")


def test_a_condition_on_a_dimension_is_said_in_its_words_and_refused_by_name() -> None:
    schema = parse_schema(ANSWERS)
    predicate = parse_predicate({"dimensions": {"kind": ["5", "5.0"], "odd": ["plain"]}}, schema)
    assert describe_predicate(predicate, schema) == "Kind is “5” and odd is “plain”"
    assert "dimensions" not in parse_predicate({"text_any": ["x"]}, schema).to_dict()
    for wrong in ({"other": ["1"]}, {"kind": ["6"]}, {"kind": "5"}, ["kind"]):
        with pytest.raises(Invalid):
            parse_predicate({"dimensions": wrong}, schema)
