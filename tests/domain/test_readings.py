"""What readers must do, which tasks wait for a change, and how a check asks."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.gold_keys import check_choice, key_in_force
from app.domain.predicates import LabelFacts, matches, parse_predicate
from app.domain.readings import (
    TaskFacts,
    check_readings,
    may_match,
    order_cases,
    pick_cases,
    reading_for,
    stand,
)
from app.domain.scopes import parse_scope
from app.errors import Invalid

QUOTE = TaskFacts('he said "go"', {"source": "radio"})
PLAIN = TaskFacts("a plain word", {"source": "tv"})
LISTED = TaskFacts("a plain word", {}, is_listed=True)
LATER = TaskFacts("a plain word", {}, is_later=True)


@pytest.mark.parametrize(
    ("scope", "held", "free"),
    [
        ({}, [QUOTE, PLAIN, LISTED], []),  # nothing says where it bites
        ({"predicate": {"answers": ["a"]}}, [QUOTE, PLAIN], []),
        ({"predicate": {"text_any": ['"']}}, [QUOTE, LISTED], [PLAIN, LATER]),
        ({"predicate": {"metadata": {"source": ["radio"]}}}, [QUOTE], [PLAIN]),
        ({"predicate": {"text_any": ['"'], "answers": ["a"]}}, [QUOTE], [PLAIN]),
        ({"predicate": {"text_any": ['"'], "answers": ["a"], "join": "or"}}, [QUOTE, PLAIN], []),
        ({"selection": ["t1"]}, [LISTED, LATER], [QUOTE, PLAIN]),
        ({"selection": ["t1"], "predicate": {"certainty_below": 3}}, [LISTED, PLAIN], []),
        ({"selection": ["t1"], "predicate": {"text_any": ['"']}}, [LISTED, QUOTE], [PLAIN, LATER]),
    ],
)
def test_what_waits(scope: object, held: list[TaskFacts], free: list[TaskFacts]) -> None:
    parsed = parse_scope(scope)
    assert [may_match(parsed, each) for each in held] == [True] * len(held)
    assert [may_match(parsed, each) for each in free] == [False] * len(free)


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "answers": st.lists(st.sampled_from("ab"), min_size=1, max_size=2),
        "text_any": st.lists(st.sampled_from("xy"), min_size=1, max_size=2),
        "metadata": st.fixed_dictionaries({"f": st.lists(st.sampled_from("12"), min_size=1)}),
        "disagreement": st.sampled_from(["any", "majority_split"]),
        "certainty_below": st.integers(1, 5),
        "join": st.sampled_from(["and", "or"]),
    },
)


@given(CONDITIONS, st.text("xyz", max_size=3), st.sampled_from("123"))
def test_what_a_label_may_bring_into_scope_is_never_let_through(
    raw: dict[str, object], text: str, field: str
) -> None:
    """Whatever anybody could answer: a task that some label would put in scope waits."""
    predicate = parse_predicate(raw)
    facts = TaskFacts(text, {"f": field})
    possible = any(
        matches(predicate, LabelFacts(answer, text, {"f": field}, disputed, certainty))
        for answer, disputed, certainty in itertools.product(
            "abc", (None, "any", "majority_split"), (None, 1, 5)
        )
    )
    assert may_match(parse_scope({"predicate": raw}), facts) or not possible


def test_a_policy_names_what_differs() -> None:
    assert check_readings({"editorial": "badge", "clarifying": "acknowledge"}) == {
        "clarifying": "acknowledge"
    }
    assert reading_for("clarifying", {"clarifying": "acknowledge"}) == "acknowledge"
    assert [reading_for(each, {}) for each in ("editorial", "clarifying", "substantive")] == [
        "badge", "show", "check",
    ]  # fmt: skip
    for wrong in ({"major": "check"}, {"editorial": "read"}):
        with pytest.raises(Invalid):
            check_readings(wrong)


def test_a_check_takes_five_cases_with_every_answer_among_them() -> None:
    values = dict.fromkeys(range(1, 9), "yes") | {9: "no"}
    assert pick_cases(values) == [1, 2, 3, 4, 9]
    assert pick_cases({}) == []
    assert pick_cases({7: "no", 3: "no"}) == [3, 7]


@given(st.sets(st.integers(1, 99), min_size=2, max_size=5), st.integers(1, 9), st.integers(1, 9))
def test_each_round_has_another_order(cases: set[int], member: int, round: int) -> None:
    here, then = (order_cases(sorted(cases), member, each) for each in (round, round + 1))
    assert set(here) == set(then) == cases
    assert here != then


def answer(cases: list[int], member: int, wrong: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Play a check to its end; the (round, case) asked, of which these are answered wrong."""
    answers: list[tuple[int, int, bool]] = []
    while (at := stand(cases, answers, member)).case_id is not None:
        assert at.place == 1 + sum(each[0] == at.round for each in answers)
        answers.append((at.round, at.case_id, (at.round, at.case_id) not in wrong))
        assert len(answers) < 99
    return [(round, case) for round, case, _ in answers]


def test_who_is_wrong_once_answers_all_again() -> None:
    assert [round for round, _ in answer([1, 2, 3], 5, set())] == [1, 1, 1]
    again = answer([1, 2, 3], 5, {(1, 2)})
    assert [round for round, _ in again] == [1, 1, 1, 2, 2, 2]
    assert [case for _, case in again[:3]] != [case for _, case in again[3:]]
    assert len(answer([4], 5, {(1, 4), (2, 4)})) == 3
    assert stand([], [], 1).case_id is None


def test_what_stays_stays_for_a_reason() -> None:
    assert check_choice("rekey", " ") == ("rekey", "")
    for how, reason in (("keep", " "), ("burn", "why not")):
        with pytest.raises(Invalid):
            check_choice(how, reason)


def test_the_key_in_force_follows_the_line_of_versions() -> None:
    """2 re-keyed it; 3, which was built on 1 after 2 was withdrawn, did not; 4 retired it."""
    keys = {None: "yes", 2: "no", 4: None}
    assert key_in_force(keys, []) == "yes"
    assert key_in_force(keys, [1]) == "yes"
    assert key_in_force(keys, [2, 1]) == "no"
    assert key_in_force(keys, [3, 1]) == "yes"
    assert key_in_force(keys, [5, 2, 1]) == "no"
    assert key_in_force(keys, [6, 4, 2, 1]) is None
