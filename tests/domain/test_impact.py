"""The order of the inbox."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.impact import impact

counts = st.integers(0, 10**6)
shares = st.floats(0, 1)
hours = st.floats(0, 10**5)


@given(counts, counts, shares, hours, counts)
def test_more_reach_more_division_and_more_age_weigh_more(
    labels: int, to_come: int, split: float, age: float, more: int
) -> None:
    base = impact(labels, to_come, split, age)
    assert impact(labels + more, to_come, split, age) >= base
    assert impact(labels, to_come + more, split, age) >= base
    assert impact(labels, to_come, 1.0, age) >= base
    assert impact(labels, to_come, split, age + more) >= base


def test_a_divided_question_weighs_twice_and_a_week_doubles_once() -> None:
    assert impact(9, 0, 1.0, 0) == 2 * impact(9, 0, 0.0, 0)
    assert impact(9, 0, 0.0, 168) == 2 * impact(9, 0, 0.0, 0)
    assert impact(9, 0, 0.0, 10_000) == impact(9, 0, 0.0, 168)


def test_a_single_new_task_is_not_nothing() -> None:
    assert impact(0, 0, 0.0, 0) > 0


def test_what_touches_many_comes_before_what_is_old() -> None:
    assert impact(800, 200, 0.0, 0) > impact(3, 0, 1.0, 1000)
