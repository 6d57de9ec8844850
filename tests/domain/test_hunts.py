"""The hunt for affected tasks: when it ends, what it claims, and how well it finds on real texts.

What is measured: each of HateCheck's 12 functionalities (65 to 210 of 1,708 texts) in turn is what
a change affects. Five of its texts are known, a judge who never errs answers, and nothing else is
told. The suite plays one hunt for each; `python3 run.py bench hunts` plays twenty.
"""

from math import comb

import numpy as np
import pytest

from app.domain.hunts import AT_RANDOM, RANKED, Round, bound_recall, next_kind
from bench.hunting import play_all
from tests.domain.material import shared

EMPTY, HIT = Round(RANKED, 20, 0, 500), Round(RANKED, 20, 3, 500)
HELD, CLEAR = Round(AT_RANDOM, 150, 1, 500), Round(AT_RANDOM, 150, 0, 500)


@pytest.mark.parametrize(
    ("rounds", "kind"),
    [
        ([], RANKED),
        ([HIT], RANKED),
        ([EMPTY], RANKED),
        ([EMPTY, HIT, EMPTY], RANKED),
        ([HIT, EMPTY, EMPTY], AT_RANDOM),
        ([EMPTY, EMPTY, HELD], RANKED),
        ([EMPTY, EMPTY, HELD, EMPTY], RANKED),
        ([EMPTY, EMPTY, HELD, EMPTY, EMPTY], AT_RANDOM),
        ([EMPTY, EMPTY, CLEAR], None),
    ],
)
def test_two_empty_batches_call_for_a_control_and_a_clear_one_ends_it(
    rounds: list[Round], kind: str | None
) -> None:
    assert next_kind(rounds, 100) == kind
    assert next_kind(rounds, 0) is None


def test_nothing_is_claimed_before_a_control() -> None:
    assert bound_recall([HIT, EMPTY, EMPTY], 90) is None
    assert bound_recall([Round(AT_RANDOM, 150, 0, 150)], 90) == 1.0


def test_a_clear_control_bounds_what_is_missed() -> None:
    # 1 - e^(1/150) with an error of 0.05 * 6 / pi^2: 2.30 % of 500 tasks, 11 of them
    share = 1 - (0.05 * 6 / np.pi**2) ** (1 / 150)
    assert round(share, 4) == 0.0230
    assert bound_recall([EMPTY, EMPTY, CLEAR], 89) == 89 / (89 + 11)


def test_the_second_look_claims_less_than_the_first() -> None:
    first = bound_recall([EMPTY, EMPTY, CLEAR], 89)
    second = bound_recall([EMPTY, EMPTY, HELD, EMPTY, EMPTY, CLEAR], 89)
    assert first is not None
    assert second is not None
    assert second < first


@pytest.mark.parametrize("missed", [5, 11, 12, 30])
def test_the_bound_errs_no_more_often_than_it_says(missed: int) -> None:
    """Exactly, by the hypergeometric distribution of the hits in a control of 150 among 500."""
    wrong = 0.0
    for hits in range(missed + 1):
        chance = comb(missed, hits) * comb(500 - missed, 150 - hits) / comb(500, 150)
        bound = bound_recall([Round(AT_RANDOM, 150, hits, 500)], 89 + hits)
        assert bound is not None
        wrong += chance * (bound > (89 + hits) / (89 + missed))
    assert wrong <= 0.05 * 6 / np.pi**2


def test_hatechecks_functionalities_are_found() -> None:
    played = play_all(shared("hatecheck/items.jsonl"), seeds=1)
    print()
    for each in played.values():
        print(each.line())
    assert len(played) == 12
    assert min(np.median(each.recalls) for each in played.values()) >= 0.95
    runs = [recall for each in played.values() for recall in each.recalls]
    assert np.mean([recall >= 0.9 for recall in runs]) >= 0.9
    assert np.median([np.median(each.efforts) for each in played.values()]) <= 6
    holds = [each.holds for each in played.values()]
    assert np.mean(holds) >= 0.95
