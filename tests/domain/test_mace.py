"""MACE: who guesses, and what is true, on crowds that were made and on real ones."""

import numpy as np
import pytest

from app.domain.mace import mace
from app.domain.votes import Votes
from tests.domain.crowds import crowd, rows_of


def drawn(
    knows: list[float], tasks: int = 300, answers: int = 3, seed: int = 0
) -> tuple[Votes, np.ndarray]:
    """Everybody answers every task by the model itself; who guesses mostly says 0."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, answers, tasks)
    habits = random.random((len(knows), tasks)) < 0.7
    guesses = np.where(habits, 0, random.integers(0, answers, (len(knows), tasks)))
    known = random.random((len(knows), tasks)) < np.array(knows)[:, None]
    said = np.where(known, truth, guesses).ravel()
    rows, people = np.tile(np.arange(tasks), len(knows)), np.repeat(np.arange(len(knows)), tasks)
    return Votes(rows, people, said, (tasks, len(knows), answers)), truth


def test_the_share_that_each_person_knows_is_found() -> None:
    knows = [0.9, 0.8, 0.7, 0.5, 0.0]
    votes, truth = drawn(knows)
    found = mace(votes)
    assert found.competence == pytest.approx(knows, abs=0.1)
    assert np.mean(found.best == truth) > 0.95
    assert found.posteriors.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)


def test_few_who_know_outweigh_many_who_guess_alike() -> None:
    votes, truth = drawn([0.95, 0.95, 0.95, 0.0, 0.0, 0.0, 0.0], tasks=600)
    majority = votes.counts().argmax(axis=1)
    found = mace(votes)
    assert np.mean(found.best == truth) > np.mean(majority == truth) + 0.2


def test_a_seed_gives_the_same_fit_again() -> None:
    votes, _ = drawn([0.8, 0.6, 0.4], tasks=50)
    first, again = mace(votes, seed=7), mace(votes, seed=7)
    assert np.array_equal(first.posteriors, again.posteriors)
    assert first.log_likelihood == again.log_likelihood


@pytest.mark.parametrize(
    ("name", "least"), [("crowd_rte", 0.92), ("crowd_barzan", 0.70), ("hatecheck", 0.998)]
)
def test_accuracy_on_real_crowds(name: str, least: float) -> None:
    """Majority reaches 0.897, 0.696 and 0.998; none of these crowds has a published MACE figure."""
    known = crowd(name)
    assert np.mean(mace(known.votes).best == known.gold) >= least


def test_the_guessers_of_a_real_crowd_know_little() -> None:
    known = crowd("crowd_rte")
    competence = mace(known.votes).competence
    right = known.votes.answers == known.gold[known.votes.tasks]
    labels = known.votes.counts_by_person().sum(axis=1)
    for at in np.flatnonzero(labels >= 60):
        is_guesser = right[known.votes.people == at].mean() < 0.6
        assert (competence[at] < 0.25) == is_guesser


def test_competence_ranks_people_as_the_published_one_does() -> None:
    """Published with UKPConvArg1, fitted by its authors on all 32 topics; here there are ten."""
    rows = rows_of("ukp_pairs/labels.csv")
    votes, _, people, _ = Votes.of((r["item_id"], r["annotator"], r["label"]) for r in rows)
    published = {r["annotator"]: float(r["mace_competence"]) for r in rows if r["mace_competence"]}
    busy = [at for at, n in enumerate(votes.counts_by_person().sum(axis=1)) if n >= 30]
    ours = mace(votes).competence[busy]
    theirs = np.array([published[people[at]] for at in busy])
    assert len(busy) > 100
    assert np.corrcoef(ours, theirs)[0, 1] > 0.5


def test_nothing_is_known_without_labels() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    found = mace(Votes(nobody, nobody, nobody, (2, 1, 4)))
    assert found.posteriors.tolist() == [[0.25] * 4] * 2
    assert found.competence.tolist() == [0.5]
    assert found.log_likelihood == 0
