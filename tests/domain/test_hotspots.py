"""Hot spots: why people differ, what clauses cost, how often is asked, and how long it takes."""

from typing import Any

import numpy as np
import pytest

from app.domain.hotspots import (
    Contested,
    Doubt,
    RelabelFacts,
    clause_heat,
    contested,
    sort_contested,
)
from app.domain.sheets import Sheet, SheetRow, sheet_of
from app.domain.waits import QuestionFacts, questions_per_thousand, waits


def made(*answers: tuple[int, int, str], at: float = 0.0, **how: Any) -> Sheet:
    """Labels by (task, person, answer), in this order."""
    plain = {"informed": False, "imported": False, "spared": False} | how
    return sheet_of(
        SheetRow(id, task, person, value, 1, 5.0, at + id, **plain)
        for id, (task, person, value) in enumerate(answers, 1)
    )


def one(votes: dict[str, int], **more: Any) -> str:
    told = {"flags": 0, "changes": 0, "sure": None, "unsure": None} | more
    return Contested(1, votes, 1.0, **told).why


@pytest.mark.parametrize(
    ("votes", "more", "why"),
    [
        ({"a": 3, "b": 2}, {"sure": 1.0, "unsure": 0.0}, "opinion"),
        ({"a": 3, "b": 2}, {"sure": 0.8, "unsure": 0.2}, "untold"),
        ({"a": 3, "b": 2}, {"sure": 1.0, "unsure": 0.0, "flags": 1}, "unclear"),
        ({"a": 3, "b": 2}, {"sure": 1.0, "unsure": 0.0, "changes": 1}, "unclear"),
        ({"a": 3, "b": 2}, {"sure": 0.5, "unsure": 0.5}, "unclear"),
        ({"a": 3, "b": 2}, {}, "untold"),
        ({"a": 2, "b": 1}, {"sure": 1.0, "unsure": 0.0}, "alone"),
        ({"a": 1, "b": 1}, {"sure": 1.0, "unsure": 0.0}, "untold"),
        ({"a": 7, "b": 2}, {"sure": 1.0, "unsure": 0.0}, "untold"),
        ({"a": 1, "b": 1, "c": 1}, {"sure": 1.0, "unsure": 0.0}, "opinion"),
    ],
)
def test_why_people_differ_follows_the_rule(votes: Any, more: Any, why: str) -> None:
    assert one(votes, **more) == why


def test_contested_tasks_are_read_from_labels_and_what_they_say_of_themselves() -> None:
    sheet = made(
        *((1, 1, "a"), (1, 2, "a"), (1, 3, "a")),
        *((2, 1, "a"), (2, 2, "b"), (2, 3, "b"), (2, 4, "a")),
        *((3, 1, "a"), (3, 2, "b"), (3, 1, "b"), (3, 3, "a")),
        (4, 1, "a"),
    )
    doubts = [Doubt(id, 5, False) for id in (4, 5, 6, 7)]
    doubts += [Doubt(8, 1, False), Doubt(10, None, True)]
    found = {each.task: each for each in contested(sheet, doubts, {3: 2})}
    assert set(found) == {2, 3}
    assert (found[2].why, found[2].entropy, found[2].sure) == ("opinion", 1.0, 1.0)
    assert (found[3].votes, found[3].changes, found[3].flags) == ({"b": 2, "a": 1}, 1, 2)
    told = sort_contested(found.values())
    assert [(name, each["tasks"]) for name, each in told.items()] == [
        ("unclear", 1),
        ("opinion", 1),
        ("alone", 0),
        ("untold", 0),
    ]
    assert told["unclear"]["first"][0]["votes"] == [("b", 2), ("a", 1)]


def test_a_change_after_seeing_others_is_no_doubt() -> None:
    sheet = made((1, 1, "a"), (1, 2, "b"), (1, 1, "b"), informed=True)
    assert contested(sheet, [Doubt(3, None, True)], {}) == []


def question(id: int, opened: float, **more: Any) -> QuestionFacts:
    plain = dict.fromkeys(("closed", "ruled", "published"))
    told = {**plain, "state": "open", "flags": 1, "clauses": (), "is_change": True, **more}
    return QuestionFacts(id, opened, **told)


def test_a_clause_costs_what_is_asked_differed_on_and_made_again() -> None:
    sheet = made((1, 1, "a"), (1, 2, "b"), (2, 1, "a"), (2, 2, "a"), (3, 1, "a"))
    citations = np.array([[1, 7], [3, 7], [5, 7], [4, 8], [99, 8]])
    asked = [question(1, 0.0, clauses=(7,), flags=3), question(2, 0.0, clauses=(7, 8))]
    again = [RelabelFacts(10, 4, 120.0, (8,)), RelabelFacts(1, 0, 0.0, ())]
    rows = {each["clause"]: each for each in clause_heat(sheet, citations, asked, again)}
    assert (rows[7]["tasks"], rows[7]["differ"], rows[7]["flags"], rows[7]["repeats"]) == (
        2,
        1,
        4,
        1,
    )
    assert (rows[8]["tasks"], rows[8]["differ"], rows[8]["items"], rows[8]["flips"]) == (
        1,
        0,
        10,
        4,
    )
    assert rows[7]["heat"] == pytest.approx((4 / 5 + 1 + 1) / 4)
    assert rows[8]["heat"] == pytest.approx((1 / 5 + 1) / 4)


def test_questions_are_counted_for_every_thousand_labels_made_here() -> None:
    sheet = made(*((n, 1, "a") for n in range(240)))
    pieces = questions_per_thousand(sheet, [5.0, 6.0, 7.0, 1e9])
    assert len(pieces) == 12
    assert [each["labels"] for each in pieces] == [20] * 12
    assert [each["questions"] for each in pieces] == [3, *[0] * 10, 1]
    assert pieces[0]["rate"] == 150
    assert pieces[0]["low"] < 150 < pieces[0]["high"]
    assert questions_per_thousand(made((1, 1, "a")), []) == []
    assert questions_per_thousand(made(*((n, 1, "a") for n in range(40)), imported=True), []) == []


def test_what_still_waits_is_told_and_in_no_median() -> None:
    hour = 3600.0
    told = waits(
        [
            question(1, 0.0, closed=hour, state="answered"),
            question(2, 0.0, closed=3 * hour, ruled=3 * hour, published=9 * hour, state="ruled"),
            question(3, 0.0, closed=hour, state="duplicate"),
            question(4, 0.0),
            question(5, 0.0, closed=2 * hour, ruled=2 * hour, state="ruled"),
            question(6, 0.0, closed=2 * hour, ruled=2 * hour, state="ruled", is_change=False),
        ]
    )
    assert told["decided"] == {
        "count": 4,
        "waiting": 1,
        "median": 2 * hour,
        "low": 1.75 * hour,
        "high": 2.25 * hour,
    }
    assert (told["ruled"]["count"], told["ruled"]["median"]) == (3, 2 * hour)
    assert (told["published"]["count"], told["published"]["waiting"]) == (1, 1)
    assert waits([])["decided"]["median"] is None
