"""Our own text model: it learns, never from the label that it is held against."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from app.domain.learners import learn, predict
from app.domain.learnings import MOST_TEXTS, Texts, choose_tasks, predict_by_texts
from app.domain.likeness import Collection, bags_of
from app.domain.schemas import parse_schema
from app.domain.sheets import Sheet, SheetRow, sheet_of
from tests.domain.crowds import lines, rows_of

SCHEMA = parse_schema({"kind": "choice", "options": ["yes", "no", "maybe"]})


def texts_of(count: int, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Texts of words that mostly tell their answer."""
    random = np.random.default_rng(seed)
    words = ("sun warm light beach".split(), "rain cold dark cellar".split())
    truth = random.integers(0, 2, count)
    bodies = []
    for at in truth:
        own = random.choice(words[at], 5).tolist()
        bodies.append(" ".join([*own, str(random.choice(words[1 - at]))]))
    return bodies, truth


def test_words_tell_the_answer() -> None:
    bodies, truth = texts_of(300)
    table = Collection([bags_of(body) for body in bodies]).table
    learned = learn(table[:200], truth[:200], 2)
    chances = learned.probabilities(table[200:])
    assert chances.sum(axis=1) == pytest.approx(np.ones(100))
    assert np.mean(chances.argmax(axis=1) == truth[200:]) > 0.95


def test_no_label_speaks_for_itself() -> None:
    """Answers that have nothing to do with the texts cannot be predicted, though a model that has
    seen them says them."""
    bodies, _ = texts_of(200)
    table = Collection([bags_of(f"{body} {at}") for at, body in enumerate(bodies)]).table
    answers = np.random.default_rng(1).integers(0, 2, 200)
    blind = predict(table, answers, 2).argmax(axis=1)
    assert np.mean(blind == answers) < 0.62
    seen = learn(table, answers, 2).probabilities(table).argmax(axis=1)
    assert np.mean(seen == answers) > np.mean(blind == answers) + 0.1


def test_texts_without_an_answer_are_predicted_from_all_others() -> None:
    bodies, truth = texts_of(200)
    table = Collection([bags_of(body) for body in bodies]).table
    known = np.where(np.arange(200) < 100, truth, -1)
    told: list[float] = []
    chances = predict(table, known, 2, tell=told.append)
    assert np.mean(chances[100:].argmax(axis=1) == truth[100:]) > 0.95
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize(("name", "least"), [("hatecheck", 0.95), ("hatexplain_val", 0.55)])
def test_real_texts(name: str, least: float) -> None:
    """Cross-validated, against the gold (base rate 0.60) or the majority of three (0.41)."""
    items = lines(f"{name}/items.jsonl")
    votes = defaultdict(list)
    for row in rows_of(f"{name}/labels.csv"):
        votes[row["item_id"]].append(row["label"])
    said = [Counter(votes[item["item_id"]]).most_common(1)[0][0] for item in items][:1000]
    places = sorted(set(said))
    answers = np.array([places.index(each) for each in said])
    table = Collection([bags_of(item["text"]) for item in items[:1000]]).table
    chances = predict(table, answers, len(places))
    assert np.mean(chances.argmax(axis=1) == answers) > least


def sheet(said: list[str], revision: int = 1, first: int = 0) -> Sheet:
    return sheet_of(
        SheetRow(first + at, at, 1, value, revision, None, 0.0, False, False, False)
        for at, value in enumerate(said)
    )


def ignore(_: float) -> None:
    """Nobody looks on."""


def test_a_version_is_learned_from_its_own_labels() -> None:
    bodies, truth = texts_of(120)
    old = ["yes" if at else "no" for at in truth]
    new = ["no" if at else "yes" for at in truth[:60]]  # the rule was turned around
    rows = [
        SheetRow(at, at, 1, value, 1, None, 0.0, False, False, False)
        for at, value in enumerate(old)
    ] + [
        SheetRow(500 + at, at, 1, value, 2, None, 0.0, False, False, False)
        for at, value in enumerate(new)
    ]
    both, tasks = sheet_of(rows), np.arange(120)
    for revision, expected in ((1, old), (2, ["no" if at else "yes" for at in truth])):
        found = predict_by_texts(Texts(tasks, bodies, revision), both, {}, SCHEMA, ignore)
        named = [found.values[at] for at in found.answers]
        assert np.mean(np.array(named) == np.array(expected)) > 0.9
        assert found.probabilities.shape == (120, 3)


def test_nothing_is_learned_where_all_say_the_same() -> None:
    bodies, _ = texts_of(20)
    alike = sheet(["yes"] * 20)
    found = predict_by_texts(Texts(np.arange(20), bodies, None), alike, {}, SCHEMA, ignore)
    assert len(found.tasks) == 0
    empty = predict_by_texts(Texts(np.arange(0), [], None), sheet([]), {}, SCHEMA, ignore)
    assert len(empty.tasks) == 0


def test_of_very_many_tasks_some_are_drawn() -> None:
    few, many = choose_tasks(sheet(["yes"] * 7)), choose_tasks(sheet(["yes"] * (MOST_TEXTS + 50)))
    assert few.tolist() == list(range(7))
    assert len(many) == MOST_TEXTS
    assert many.tolist() == sorted(set(many.tolist()))
