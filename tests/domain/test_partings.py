"""What people value against what a proxy rewards, on small tables and on real pairs."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import kendalltau

from app.domain.answers import parse_answer, parse_schema
from app.domain.objectives import (
    Judged,
    ProxyFacts,
    find_aspect,
    list_aspects,
    oriented,
    value_of,
    verdict_of,
)
from app.domain.partings import (
    deciles,
    dots,
    farthest,
    favoured_kinds,
    hold,
    pair_shares,
    percentiles,
    report_on,
    top_decile,
)

CHOICE = parse_schema({"kind": "choice", "options": ["good", "bad"]})
RATING = parse_schema({"kind": "rating"})
PAIR = parse_schema({"kind": "pair", "tie": True})
MANY = parse_schema(
    {
        "kind": "dimensions",
        "dimensions": [
            {"name": "kind", "label": "Kind"},
            {"name": "spam", "kind": "choice", "options": ["yes", "no"]},
        ],
    }
)
CLICKS = ProxyFacts(1, "clicks", "more", paired=False)
UKP = Path(__file__).parents[3] / "shared" / "data" / "ukp_pairs"


def read(name: str) -> list[dict[str, Any]]:
    lines = (UKP / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judged(id: int, said: Any, votes: dict[str, int], gold: Any = None, **details: Any) -> Judged:
    return Judged(id, {1: said}, Counter(votes), gold, details)


def test_each_kind_of_answer_becomes_a_number() -> None:
    assert [each.key for each in list_aspects(CHOICE)] == ["good", "bad"]
    assert [each.key for each in list_aspects(MANY)] == ["kind", "spam=yes", "spam=no"]
    assert list_aspects(parse_schema({"kind": "text"})) == ()
    assert find_aspect(CHOICE, "other") is None

    def value(schema: Any, key: str, **votes: int) -> Any:
        aspect = find_aspect(schema, key)
        assert aspect
        return value_of(aspect, votes)

    assert value(CHOICE, "", good=3, bad=1) == (0.75, 4)
    assert value(PAIR, "", a=1, b=2, tie=1) == (-0.25, 4)
    assert value(RATING, "", **{"5": 1, "2": 2}) == (3.0, 3)
    assert value(RATING, "") is None
    told = [
        parse_answer(MANY, f"kind={one}; spam={other}").value
        for one, other in ((1, "yes"), (4, "no"))
    ]
    assert value(MANY, "kind", **dict.fromkeys(told, 1)) == (2.5, 2)
    assert value(MANY, "spam=no", **dict.fromkeys(told, 1)) == (0.5, 2)


def test_less_can_be_better_and_a_pair_has_two_sides() -> None:
    less = ProxyFacts(1, "toxicity", "less", paired=True)
    assert oriented(less, (0.2, 0.7)) == pytest.approx(0.5)
    assert oriented(CLICKS, (3.0, None)) == 3.0
    assert verdict_of({"a": 2, "b": 2}) is None
    assert verdict_of({"a": 2, "b": 1}) == "a"


def test_pairs_are_counted_with_all_that_is_left_out() -> None:
    votes = ProxyFacts(1, "votes", "more", paired=True)
    tasks = [
        judged(1, (5.0, 1.0), {"a": 3}, "a"),
        judged(2, (5.0, 1.0), {"b": 3}, "a"),
        judged(3, (1.0, 1.0), {"b": 3}),
        judged(4, (5.0, 1.0), {"tie": 2, "a": 1}, "tie"),
        judged(5, (5.0, 1.0), {"a": 1, "b": 1}),
        judged(6, (5.0, 1.0), {}),
        Judged(7, {2: (1.0, 2.0)}, Counter(a=1), None, {}),
    ]
    found = pair_shares(votes, tasks)
    people = found["people"]
    assert (people["agree"], people["differ"], people["share"]) == (1, 1, 0.5)
    assert (people["proxy_equal"], people["people_equal"], people["undecided"]) == (1, 1, 1)
    assert (found["trusted"]["agree"], found["trusted"]["people_equal"]) == (2, 1)
    assert pair_shares(votes, [])["people"]["share"] is None
    assert pair_shares(votes, [])["trusted"] is None


def test_equal_values_share_the_middle_of_their_places() -> None:
    assert percentiles(np.array([10.0, 20.0, 20.0, 90.0])).tolist() == [0.125, 0.5, 0.5, 0.875]


def test_clickbait_shows_in_every_table() -> None:
    """Forty posts: plain ones get clicks as people like them, the loud ones clicks alone."""
    aspect = find_aspect(CHOICE, "good")
    assert aspect
    plain = [
        judged(n, (float(n), None), {"good": n, "bad": 30 - n}, tone="plain", post=f"p{n}")
        for n in range(1, 31)
    ]
    loud = [
        judged(n, (float(n), None), {"good": 1, "bad": 29}, tone="loud", post=f"l{n}")
        for n in range(100, 110)
    ]
    held = hold(aspect, CLICKS, [*plain, *loud, Judged(999, {}, Counter(good=1), None, {})])
    assert len(held.tasks) == 40
    far = farthest(held)
    assert {row["task"] for row in far["favoured"]} == set(range(100, 110))
    assert far["favoured"][0]["people"] == pytest.approx(1 / 30)
    kinds = {(row["field"], row["value"]): row for row in favoured_kinds(held)}
    assert set(kinds) == {("tone", "plain"), ("tone", "loud")}
    assert kinds["tone", "loud"]["low"] > 0 > kinds["tone", "plain"]["high"]
    top = top_decile(held)
    assert top
    assert (top["tasks"], top["as_good"]) == (4, 0)
    assert top["proxy"] == pytest.approx(1 / 30)
    assert top["people"] == pytest.approx(28.5 / 30)
    parts = deciles(held)
    assert sum(part["tasks"] for part in parts) == 40
    assert parts[-1]["mean"] == pytest.approx(1 / 30)
    assert len(dots(held)) == 40
    told = report_on(aspect, CLICKS, [*plain, *loud])
    assert told["tasks"] == 40
    assert told["spearman"]["low"] < told["spearman"]["value"] < told["spearman"]["high"]
    assert told["kendall"]["value"] == pytest.approx(kendalltau(held.people, held.proxy).statistic)
    assert told["pairs"] is None


def test_few_tasks_are_no_report() -> None:
    aspect = find_aspect(CHOICE, "good")
    assert aspect
    held = hold(aspect, CLICKS, [judged(1, (1.0, None), {"good": 1})])
    assert deciles(held) == favoured_kinds(held) == dots(held) == []
    assert top_decile(held) is None
    assert farthest(held) == {"favoured": [], "passed": []}


@pytest.mark.parametrize(("proxy", "name"), [("votes", "site_votes"), ("length", "length")])
@pytest.mark.skipif(not UKP.exists(), reason="needs ../shared/data")
def test_real_pairs_give_the_published_shares(proxy: str, name: str) -> None:
    """Votes and length in words against the published gold of UKPConvArg1."""
    expected = json.loads((UKP.parent / "expected.json").read_text())["ukp_pairs"]
    arguments = {each["arg_id"]: each for each in read("args")}

    def measure(id: str) -> float:
        each = arguments[id]
        if proxy == "length":
            return float(len(each["text"].split()))
        return float(each["site_votes_up"] - each["site_votes_down"])

    gold = {"a1": "a", "a2": "b", "equal": "tie", None: None}
    tasks = [
        judged(at, (measure(pair["a1"]), measure(pair["a2"])), {}, gold[pair["gold"]])
        for at, pair in enumerate(read("pairs"))
    ]
    found = pair_shares(ProxyFacts(1, proxy, "more", paired=True), tasks)["trusted"]
    share, many = expected[f"proxy_{name}_agrees_with_human_gold"]
    assert round(found["share"], 4) == share
    assert found["agree"] + found["differ"] == many
