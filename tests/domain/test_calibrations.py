"""Calibrations: agreement before and after, over those who answered blind."""

import pytest

from app.domain.agreement import alpha
from app.domain.calibrations import Given, metric_of, reckon_effect


def unit(*pairs: str) -> list[Given]:
    """Answers "ab": blind a, last b."""
    return [Given(n, pair[0], pair[1]) for n, pair in enumerate(pairs)]


def test_both_sides_are_the_same_people_on_the_same_tasks() -> None:
    tasks = {n: unit("yy", "ny") for n in range(6)} | {7: unit("nn", "nn"), 8: unit("yy")}
    effect = reckon_effect(tasks, "choice", seed=1)
    assert (effect.tasks, effect.answers, effect.moved) == (7, 14, 6)
    units = [["y", "n"]] * 6 + [["n", "n"]]
    assert effect.before.alpha == pytest.approx(alpha(units))
    assert effect.after.alpha == 1
    assert effect.before.percent == pytest.approx(1 / 7)
    low, high = effect.before.interval or (1, 0)
    assert low <= (effect.before.alpha or 9) <= high
    assert reckon_effect(tasks, "choice", seed=1) == effect


def test_too_few_tasks_have_no_interval_and_one_answer_no_alpha() -> None:
    effect = reckon_effect({1: unit("yy", "yy")}, "choice", seed=1)
    assert (effect.before.alpha, effect.before.interval, effect.before.percent) == (None, None, 1)
    assert reckon_effect({}, "choice", seed=1).before.percent is None


def test_ratings_keep_their_order() -> None:
    assert (metric_of("rating"), metric_of("choices")) == ("ordinal", "nominal")
