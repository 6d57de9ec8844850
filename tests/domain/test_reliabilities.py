"""Whether probabilities mean what they say."""

import numpy as np
import pytest

from app.domain.reliabilities import calibration
from tests.domain.material import shared


def test_each_bin_holds_what_it_claims_against_what_is_right() -> None:
    confidences = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.65])
    right = np.array([True, True, True, False, True, False])
    found = calibration(confidences, right, bins=10)
    last = found.bins[9]
    assert (last.count, last.claimed, last.right) == (4, pytest.approx(0.95), 0.75)
    assert 0 < last.low < 0.75 < last.high < 1
    assert (found.bins[0].count, found.bins[0].right) == (0, None)
    # four times 0.2, once 0.45, once 0.65, over six
    assert found.error == pytest.approx((4 * 0.2 + 0.45 + 0.65) / 6)
    assert found.accuracy == pytest.approx(4 / 6)
    assert sum(each.count for each in found.bins) == found.count == 6


def test_edges_belong_to_the_lower_bin_and_nothing_falls_out() -> None:
    found = calibration(np.array([0.0, 0.5, 1.0]), np.array([True] * 3), bins=2)
    assert [each.count for each in found.bins] == [2, 1]


def test_who_claims_what_comes_true_has_no_error() -> None:
    random = np.random.default_rng(0)
    confidences = random.uniform(0.5, 1, 20_000)
    found = calibration(confidences, random.random(20_000) < confidences)
    assert found.error is not None
    assert found.error < 0.02


def test_nothing_predicted_is_no_calibration() -> None:
    found = calibration(np.zeros(0), np.zeros(0, dtype=bool))
    assert (found.count, found.accuracy, found.error) == (0, None, None)
    with pytest.raises(ValueError, match="share"):
        calibration(np.array([1.5]), np.array([True]))
    with pytest.raises(ValueError, match="right or wrong"):
        calibration(np.array([0.5]), np.array([True, False]))


def test_the_model_of_the_film_reviews() -> None:
    with np.load(shared("label_errors/imdb_test_set.npz")) as arrays:
        probabilities = arrays["pred_probs"].astype(np.float64)
        right = probabilities.argmax(axis=1) == arrays["given_labels"]
    found = calibration(probabilities.max(axis=1), right)
    assert found.accuracy == pytest.approx(0.8958, abs=0.0001)
    assert sum(each.count for each in found.bins[:4]) == 0  # of two answers one has at least half
