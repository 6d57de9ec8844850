"""Label errors: the counts that the benchmark published, and what people said of them."""

import numpy as np
import pytest

from app.domain.confident import Confidence, confident, estimate_precision
from tests.domain.crowds import expected, lines
from tests.domain.material import shared


def found_in(name: str) -> Confidence:
    with np.load(shared(f"label_errors/{name}.npz")) as arrays:
        given = arrays["given_labels"].astype(np.int64)
        return confident(given, arrays["pred_probs"].astype(np.float64))


def test_film_reviews_have_as_many_candidates_as_published() -> None:
    """Which review stands at which place was not published with the probabilities; how many were
    sent to people, and what these said, was: 725 of the 1,310 labels were not confirmed."""
    found = found_in("imdb_test_set")
    published = expected("label_errors")["imdb_test_set"]
    assert len(found.candidates) == published["cleanlab_prune_by_noise_rate"] == 1309
    verdicts = lines("label_errors/imdb_mturk.jsonl")
    assert abs(len(found.candidates) - len(verdicts)) <= 1
    by_class = [sum(one.given == at for one in found.candidates) for at in (0, 1)]
    sent = [sum(v["given_original_label"] == w for v in verdicts) for w in ("Negative", "Positive")]
    assert by_class == pytest.approx(sent, abs=3)
    wrong = sum(verdict["mturk"]["given"] < 3 for verdict in verdicts)
    assert wrong == published["mturk_confirmed_errors_given_lt_3"]
    precision = estimate_precision(len(verdicts), wrong)
    assert precision.share == pytest.approx(0.553, abs=0.001)
    assert (precision.low, precision.high) == pytest.approx((0.526, 0.581), abs=0.001)


def test_digits_against_what_people_said() -> None:
    """15 candidates as published, all among the 100 that were shown to people, who rejected 15
    labels of the 100; 7 of these are among the candidates: precision and recall 7 of 15."""
    found = found_in("mnist_test_set")
    published = expected("label_errors")["mnist_test_set"]
    assert len(found.candidates) == published["cleanlab_prune_by_noise_rate"] == 15
    verdicts = {
        one["id"]: one["mturk"]["given"] < 3 for one in lines("label_errors/mnist_mturk.jsonl")
    }
    candidates = {one.task for one in found.candidates}
    assert candidates <= verdicts.keys()
    assert sum(verdicts.values()) == published["mturk_confirmed_errors_given_lt_3"]
    assert sum(verdicts[task] for task in candidates) == 7


def planted(wrong: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """900 tasks of three answers and a good model; some labels are turned into the next answer."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, 900)
    probabilities = np.full((900, 3), 0.1) + random.uniform(0, 0.1, (900, 3))
    probabilities[np.arange(900), truth] = random.uniform(0.6, 0.9, 900)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    turned = random.permutation(900)[:wrong]
    given = truth.copy()
    given[turned] = (truth[turned] + 1) % 3
    return given, probabilities, set(turned.tolist())


def test_planted_errors_are_found_and_named() -> None:
    given, probabilities, turned = planted(60)
    found = confident(given, probabilities)
    candidates = {one.task for one in found.candidates}
    assert candidates <= turned
    assert len(candidates) >= 54
    assert all((one.suggested + 1) % 3 == one.given for one in found.candidates)
    assert found.wrong == pytest.approx(60, abs=6)
    assert found.joint.sum(axis=1) == pytest.approx(np.bincount(given))


def test_the_likeliest_error_stands_first() -> None:
    given, probabilities, _ = planted(40)
    found = confident(given, probabilities).candidates
    assert [one.margin for one in found] == sorted((one.margin for one in found), reverse=True)
    first = found[0]
    row = probabilities[first.task]
    assert first.self_confidence == row[first.given]
    assert first.margin == row[first.suggested] - row[first.given]
    assert first.suggested == row.argmax()


def test_right_labels_have_no_candidates() -> None:
    given, probabilities, _ = planted(0)
    assert confident(given, probabilities).candidates == []


def test_answers_that_nobody_gave_change_nothing() -> None:
    given, probabilities, _ = planted(30)
    wider = np.hstack([probabilities, np.full((900, 1), 0.01)])
    found = confident(given, wider)
    assert found.candidates == confident(given, probabilities).candidates
    assert np.isnan(found.thresholds[3])


def test_what_is_no_probability_is_refused() -> None:
    right = np.array([[0.5, 0.5]])
    for given, probabilities in (
        (np.array([0, 1]), right),
        (np.array([2]), right),
        (np.array([0]), np.array([[np.nan, 1.0]])),
        (np.array([0]), np.array([[-0.1, 1.1]])),
    ):
        with pytest.raises(ValueError, match="probabilit"):
            confident(given, probabilities)
    nothing = confident(np.zeros(0, dtype=np.int64), np.zeros((0, 2)))
    assert (nothing.candidates, nothing.wrong) == ([], 0)


def test_precision_is_unknown_before_the_first_judgement() -> None:
    assert estimate_precision(0, 0).share is None
    found = estimate_precision(50, 45)
    assert (found.low, found.high) == pytest.approx((0.7819, 0.9667), abs=0.0001)
