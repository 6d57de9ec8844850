"""Signs of spam: each by itself, and who is named in real crowds."""

import numpy as np
import pytest

from app.domain import spam
from app.domain.competences import Corrected
from app.domain.crowds import hold_against_gold
from app.domain.dawid_skene import dawid_skene
from app.domain.spam import Sign, grounds, is_suspect
from app.domain.suspicions import longest_runs, others_of, signs_of
from app.domain.votes import Votes
from tests.domain.crowds import Crowd, crowd, rows_of


def named(known: Crowd, *, with_gold: bool = False) -> dict[str, list[Sign]]:
    """Who is a suspect, and on which grounds."""
    signs = signs_of(known.votes)
    if with_gold:
        votes = known.votes
        true = known.gold[votes.tasks]
        rows = zip(votes.people.tolist(), votes.answers.tolist(), true.tolist(), strict=True)
        held = hold_against_gold((who, str(said), str(truth)) for who, said, truth in rows)
        missed = [held[at][1] for at in range(len(signs))]
        signs = [each + [sign] * bool(sign) for each, sign in zip(signs, missed, strict=True)]
    listed = zip(known.people, signs, strict=True)
    return {person: grounds(each) for person, each in listed if is_suspect(each)}


def accuracies(known: Crowd) -> dict[str, tuple[float, int]]:
    """Per person the share right by the gold, and how many labels."""
    right = known.votes.answers == known.gold[known.votes.tasks]
    labels = known.votes.counts_by_person().sum(axis=1)
    hits = np.bincount(known.votes.people[right], minlength=len(known.people))
    return {one: (hits[at] / labels[at], int(labels[at])) for at, one in enumerate(known.people)}


def majority_accuracy(votes: Votes, gold: np.ndarray) -> float:
    """Of the votes; a tie counts as the share of its answers that are right."""
    counts = votes.counts()
    leads = counts == counts.max(axis=1, keepdims=True)
    return float(np.mean(leads[np.arange(len(gold)), gold] / leads.sum(axis=1)))


def test_five_of_the_nine_busiest_guess_and_are_named_without_gold() -> None:
    known = crowd("crowd_rte")
    found = named(known)
    labels = accuracies(known)
    busiest = sorted(labels, key=lambda one: -labels[one][1])[:9]
    assert found.keys() == {one for one in busiest if labels[one][0] < 0.6}
    assert len(found) == 5
    good = {one for one, (accuracy, many) in labels.items() if accuracy >= 0.7 and many >= 60}
    assert len(good) > 15
    assert not found.keys() & good


def test_the_majority_without_them_is_right_more_often() -> None:
    known = crowd("crowd_rte")
    guessers = [known.people.index(one) for one in named(known)]
    rest = known.votes.where(~np.isin(known.votes.people, guessers))
    assert majority_accuracy(known.votes, known.gold) == pytest.approx(0.897, abs=0.0006)
    assert majority_accuracy(rest, known.gold) == pytest.approx(0.925, abs=0.002)


def test_one_answer_workers_are_named_in_a_crowd_full_of_them() -> None:
    known = crowd("spam_mturk")
    found = named(known)
    counts = known.votes.counts_by_person()
    labels = counts.sum(axis=1)
    always = (labels >= 50) & (counts.max(axis=1) >= 0.96 * labels)
    ones = {known.people[at] for at in np.flatnonzero(always)}
    assert len(ones) == 10
    by_one_answer = {
        who for who, why in found.items() if any(sign.name == spam.ONE_ANSWER for sign in why)
    }
    assert by_one_answer == ones


def test_nobody_is_accused_on_agreement_where_it_says_nothing_about_accuracy() -> None:
    """One person is named: 117 of 122 answers are the same one, which others give in 70 of 100
    cases, and by the gold they are right in 51 of 100, as a coin would be."""
    known = crowd("crowd_barzan")
    found = named(known)
    assert [[sign.name for sign in why] for why in found.values()] == [[spam.ONE_ANSWER]]
    (person,) = found
    assert accuracies(known)[person][0] < 0.52


def test_who_differs_is_not_accused() -> None:
    assert named(crowd("hatecheck")) == {}
    assert named(crowd("hatecheck"), with_gold=True) == {}
    assert named(crowd("hatexplain_val")) == {}


def test_gold_names_the_same_guessers_and_clears_the_good() -> None:
    known = crowd("crowd_rte")
    found = named(known, with_gold=True)
    assert found.keys() == named(known).keys()
    assert all({sign.name for sign in why} >= {spam.GOLD} for why in found.values())


def test_reasons_of_arguments_name_nobody() -> None:
    rows = rows_of("ukp_pairs/labels.csv")
    votes, *_ = Votes.of((row["item_id"], row["annotator"], row["label"]) for row in rows)
    assert [each for each in signs_of(votes) if is_suspect(each)] == []


BELOW = Corrected(100, 0.5, 0.5, 1.0, 0.0, -0.2, 0.2)


def test_only_bounds_that_speak_for_somebody_name_them() -> None:
    strong = spam.guesses(BELOW, 0.0, 0.7)
    assert strong is not None
    assert is_suspect([strong])
    unsure = Corrected(30, 0.5, 0.5, 1.0, 0.0, -0.35, 0.35)
    swapped = spam.guesses(BELOW, 0.6, 0.7)
    for sign in (spam.guesses(unsure, 0.0, 0.7), swapped):
        assert sign is not None
        assert not is_suspect([sign])
    assert spam.guesses(Corrected(19, 0.5, 0.5, 1.0, 0.0, 0.0, 0.0), 0.0, None) is None


def test_known_answers_clear_whom_the_crowd_accuses() -> None:
    accused = spam.guesses(BELOW, 0.0, 0.7)
    cleared, failed = spam.gold(28, 2, 0.5), spam.gold(25, 26, 0.5)
    few = spam.gold(3, 7, 0.5)
    assert accused is not None
    assert cleared is not None
    assert failed is not None
    assert few is None
    assert not is_suspect([accused, cleared])
    assert is_suspect([failed])


def test_agreement_entropy_runs_speed_texts_and_bursts_name_nobody() -> None:
    signs = [
        spam.agreement(500, 0.5, 0.6),
        spam.entropy([499, 1], [0.5, 0.5]),
        spam.longest_run(60, 80, 160),
        spam.too_fast([0.5] * 100, [900] * 100),
        spam.repeated_texts(["both say the same thing"] * 50),
        spam.burst([float(at) for at in range(60)] * 2, typical=5),
    ]
    kept = [sign for sign in signs if sign is not None]
    assert [sign.strength for sign in kept] == ["some"] + ["strong"] * 5
    assert not is_suspect(kept)


def test_one_answer_is_nothing_where_others_give_it_too() -> None:
    alone, alike = spam.one_answer([99, 1], [0.6, 0.4]), spam.one_answer([99, 1], [0.95, 0.05])
    assert alone is not None
    assert alike is not None
    assert (alone.strength, alike.strength) == ("strong", "none")
    assert spam.one_answer([19, 0], [0.5, 0.5]) is None


def test_a_run_is_held_against_chance() -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        flips = random.integers(0, 2, 500)
        votes = Votes(np.arange(500), np.zeros(500, dtype=np.int64), flips, (500, 1, 2))
        run = int(longest_runs(votes).max())
        sign = spam.longest_run(run, 250, 500)
        assert sign is not None
        assert sign.strength != "strong"
    long = spam.longest_run(30, 250, 500)
    assert long is not None
    assert long.strength == "strong"
    assert long.expected == pytest.approx(np.log2(250))


def test_runs_are_counted_per_person_in_the_order_of_the_labels() -> None:
    people = np.array([0, 1, 0, 0, 1, 0])
    answers = np.array([1, 1, 1, 1, 0, 0])
    votes = Votes(np.arange(6), people, answers, (6, 3, 2))
    assert longest_runs(votes).tolist() == [[1, 3], [1, 1], [0, 0]]


def test_others_are_those_on_the_same_tasks() -> None:
    tasks, people = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 2, 0, 1, 0])
    votes = Votes(tasks, people, np.array([0, 0, 1, 1, 1, 0]), (3, 3, 2))
    found = others_of(votes)
    assert found.labels.tolist() == [2, 2, 1]
    assert found.shares[0] == pytest.approx([0.25, 0.75])  # (1/2, 1/2) and (0, 1)
    assert found.same == pytest.approx([0.75, 0.75, 0.0])
    assert found.own[0] == pytest.approx([0.5, 0.5])
    assert found.by_chance[2] == pytest.approx(0.0)


def test_reading_takes_time() -> None:
    read = spam.too_fast([20.0] * 30, [600] * 30)
    skipped = spam.too_fast([20.0] * 20 + [2.0] * 10, [600] * 30)
    assert read is not None
    assert skipped is not None
    assert (read.figure, read.strength) == (0.0, "none")
    assert (skipped.facts["fast"], skipped.strength) == (10, "some")


def test_texts_that_say_the_same_are_counted_by_their_letters() -> None:
    random = np.random.default_rng(0)
    words = "water tax school child road river vote noise paper glass heat price law game".split()
    own = [" ".join(random.permutation(words)[:8]) for _ in range(40)]
    told = spam.repeated_texts(
        ["Both are the  same thing."] * 20 + ["both are the same thing"] * 10
    )
    assert told is not None
    assert (told.figure, told.facts["most"]) == (1.0, 20)
    varied = spam.repeated_texts(own)
    assert varied is not None
    assert (varied.figure, varied.strength) == (0.0, "none")
    assert spam.repeated_texts(own[:19]) is None  # too few
    assert spam.repeated_texts(["yes"] * 50) is None  # too short to differ


def test_signs_come_from_one_fit() -> None:
    known = crowd("crowd_rte")
    fit = dawid_skene(known.votes)
    assert signs_of(known.votes, fit=fit) == signs_of(known.votes)
