"""Exams: what a score proves, against the exact bounds, and who is asked what."""

import pytest

from app.domain.exams import (
    Item,
    draw,
    draw_practice,
    fewest_questions,
    highest_mark,
    needed,
    suggest_plan,
)
from app.domain.intervals import lower_bound


@pytest.mark.parametrize(
    ("right", "questions", "bound"),
    # qbeta(0.05, k, n - k + 1), and 0.05^(1/n) where all are right
    [(18, 20, 0.7174), (20, 20, 0.8609), (10, 10, 0.7411), (9, 10, 0.6058), (0, 10, 0.0)],
)
def test_the_bound_is_the_exact_one(right: int, questions: int, bound: float) -> None:
    assert lower_bound(right, questions) == pytest.approx(bound, abs=5e-5)


def test_a_mark_takes_the_fewest_right_that_prove_it() -> None:
    assert needed(20, 0.7) == 18
    assert lower_bound(17, 20) < 0.7 <= lower_bound(18, 20)
    assert needed(20, 0.86) == 20
    assert needed(20, 0.87) is None
    assert needed(8, 0.7) is None


@pytest.mark.parametrize("mark", [0.5, 0.7, 0.8, 0.9, 0.95, 0.99])
def test_so_many_questions_reach_a_mark_and_one_fewer_does_not(mark: float) -> None:
    fewest = fewest_questions(mark)
    assert needed(fewest, mark) == fewest
    assert fewest == 1 or needed(fewest - 1, mark) is None
    assert highest_mark(fewest) >= mark


def pool(many: int, code: str = "c2", origin: str = "case", first: int = 1) -> list[Item]:
    return [Item(id, code, origin, may_practise=True) for id in range(first, first + many)]


def test_each_clause_is_asked_as_the_plan_says_edge_cases_first() -> None:
    items = pool(5) + pool(2, origin="ruling", first=11) + pool(5, "c3", first=21)
    drawn = draw(items, {"c2": 3, "c3": 2}, seed=1)
    own = {id for id in drawn.ids if id < 20}
    assert {11, 12} < own
    assert (len(own), len(drawn.ids), drawn.again, dict(drawn.missing)) == (3, 5, 0, {})
    assert draw(items, {"c2": 3, "c3": 2}, seed=1) == drawn
    assert len({draw(items, {"c2": 3, "c3": 2}, seed=n).ids for n in range(20)}) > 5


def test_whoever_comes_again_is_asked_others_as_far_as_there_are_any() -> None:
    items = [Item(id, "c2", "case", times=int(id <= 3)) for id in range(1, 6)]
    drawn = draw(items, {"c2": 3}, seed=1)
    assert {4, 5} < set(drawn.ids)
    assert drawn.again == 1


def test_a_clause_that_has_too_few_is_made_up_for() -> None:
    items = pool(1) + pool(5, "c3", first=11)
    drawn = draw(items, {"c2": 2, "c3": 2}, seed=1)
    assert (len(drawn.ids), dict(drawn.missing)) == (4, {"c2": 1})
    assert len(draw(pool(1), {"c2": 2}, seed=1).ids) == 1


@pytest.mark.parametrize("seed", range(10))
def test_practice_leaves_an_exam_of_questions_that_were_not_practised(seed: int) -> None:
    plan, practised = {"c2": 3, "c3": 2}, set[int]()
    for _ in range(5):
        items = [
            Item(each.id, each.code, each.origin, 0, each.id in practised, each.may_practise)
            for each in pool(6) + pool(4, "c3", first=11)
        ]
        practised |= set(draw_practice(items, plan, seed))
        drawn = draw(items, plan, seed)
        assert len(drawn.ids) == 5
        assert not drawn.missing
    assert len(practised) == 5


def test_what_is_not_allowed_or_was_asked_is_not_practised_on() -> None:
    items = [Item(1, "c2", "case"), Item(2, "c2", "case", times=1, may_practise=True)]
    assert draw_practice([*items, *pool(1, first=3)], {}, seed=1) == [3]


def test_edge_cases_are_kept_for_the_exam() -> None:
    items = pool(3, origin="ruling") + pool(3, first=11)
    assert set(draw_practice(items, {"c2": 3}, seed=1)) == {11, 12, 13}


def test_a_suggested_plan_goes_round_the_clauses() -> None:
    assert suggest_plan({"c2": 9, "c3": 1, "": 4}, 6) == {"c2": 3, "": 2, "c3": 1}
    assert suggest_plan({"c2": 2}, 20) == {"c2": 2}
    assert suggest_plan({}, 20) == {}
