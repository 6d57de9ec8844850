"""A model's predictions against what people decided."""

import numpy as np
import pytest

from app.domain.appraisals import Disagreements, appraise, consensus_of
from app.domain.predicted import Predicted, PredictedMaker
from app.domain.schemas import parse_schema
from app.domain.sheets import SheetRow, sheet_of

SCHEMA = parse_schema({"kind": "choice", "options": ["yes", "no", "maybe"]})


def label(id: int, task: int, person: int, value: str, *, spared: bool = False) -> SheetRow:
    return SheetRow(id, task, person, value, 0, None, 0.0, False, False, spared)


def predicted(*lines: tuple[int, str, float | None, dict[str, float] | None]) -> Predicted:
    maker = PredictedMaker(SCHEMA)
    maker.add(lines[: len(lines) // 2])
    maker.add(lines[len(lines) // 2 :])
    return maker.predicted()


def test_the_peoples_answer_is_what_most_current_labels_say() -> None:
    rows = [
        label(1, 1, 1, "yes"), label(2, 1, 2, "no"), label(3, 1, 3, "yes"),  # yes, 2 of 3
        label(4, 2, 1, "yes"), label(5, 2, 2, "no"),  # a tie
        label(6, 3, 1, "yes"), label(7, 3, 1, "no"),  # changed their mind
        label(8, 4, 1, "yes"),  # a question is open
        label(9, 5, 1, "yes"), label(10, 5, 2, "no"),  # a tie, decided
    ]  # fmt: skip
    found = consensus_of(sheet_of(rows).sparing([4]), {4: "no", 5: "maybe", 99: "yes"})
    assert found.tasks.tolist() == [1, 3, 5]
    assert [found.values[at] for at in found.answers] == ["yes", "no", "maybe"]
    assert found.votes.tolist() == [2, 1, 0]
    assert found.labels.tolist() == [3, 1, 2]
    assert found.tied.tolist() == [2]
    assert consensus_of(sheet_of([]), {1: "yes"}).tasks.tolist() == []


def test_a_label_made_under_a_question_that_is_closed_counts() -> None:
    rows = [
        label(1, 1, 1, "yes", spared=True),
        label(2, 2, 1, "yes"), label(3, 2, 1, "no", spared=True),  # changed their mind
    ]  # fmt: skip
    found = consensus_of(sheet_of(rows), {})
    assert [found.values[at] for at in found.answers] == ["yes", "no"]


def test_ties_are_told_of_what_the_model_predicts() -> None:
    rows = [
        label(10 * task + who, task, who, ("yes", "no")[who]) for task in (1, 2) for who in (0, 1)
    ]
    data, _ = appraise(predicted((2, "yes", None, None)), consensus_of(sheet_of(rows), {}))
    assert (data["compared"], data["ties"]) == (0, 1)


def test_answers_beyond_the_most_frequent_are_counted() -> None:
    sheet = sheet_of([label(at, at, 1, f"a{at}") for at in range(1, 15)])
    lines = [(at, f"a{at}", None, None) for at in range(1, 15)]
    data, _ = appraise(predicted(*lines), consensus_of(sheet, {}))
    assert (len(data["values"]), data["left"]) == (12, 2)


def test_what_is_compared_is_counted_with_an_interval() -> None:
    sheet = sheet_of([label(at, at, 1, "yes" if at % 2 else "no") for at in range(1, 9)])
    lines = [(at, "yes", 0.9, None) for at in range(1, 7)]
    data, found = appraise(predicted(*lines, (50, "yes", 0.9, None)), consensus_of(sheet, {}))
    assert (data["predictions"], data["compared"], data["agreed"]) == (7, 6, 3)
    assert 0 < data["low"] < 0.5 < data["high"] < 1
    assert data["kappa"] == 0  # always the same answer: nothing but chance
    assert data["values"] == ["yes", "no"]
    assert data["counts"] == [[3, 0], [3, 0]]
    assert (data["suspects"], data["wrong"]) == (0, None)
    assert found.tasks.tolist() == [2, 4, 6]
    assert data["calibration"]["error"] == pytest.approx(0.4)


def test_suspects_stand_first_and_keep_what_the_model_suggests() -> None:
    random = np.random.default_rng(0)
    rows, lines, turned = [], [], set(range(1, 400, 19))
    for at in range(1, 401):
        true = ("yes", "no")[at % 2]
        said = ("yes", "no")[(at + 1) % 2] if at in turned else true
        rows.append(label(at, at, 1, said))
        sure = float(random.uniform(0.85, 0.95))
        lines.append((at, true, sure, {true: sure, "maybe": 1 - sure}))
    data, found = appraise(predicted(*lines), consensus_of(sheet_of(rows), {}))
    assert set(found.tasks[: found.suspects].tolist()) <= turned
    assert found.suspects >= 0.8 * len(turned)
    assert data["disagreements"] == len(found) == len(turned)
    assert data["wrong"] == pytest.approx(len(turned), abs=4)
    margins = found.margins[: found.suspects].tolist()
    assert margins == sorted(margins, reverse=True)
    assert all(found.suggested[at] != found.given[at] for at in range(len(found)))


def test_disagreements_are_kept_as_they_are() -> None:
    lines = [(1, "no", 0.8, {"no": 0.8, "yes": 0.2}), (2, "no", None, None)]
    sheet = sheet_of([label(1, 1, 1, "yes"), label(2, 2, 1, "yes")])
    _, found = appraise(predicted(*lines), consensus_of(sheet, {}))
    again = Disagreements.from_bytes(found.to_bytes())
    assert again.values == found.values
    assert again.suspects == found.suspects
    for name in ("tasks", "given", "suggested", "votes", "labels", "confidences", "margins"):
        assert np.array_equal(getattr(again, name), getattr(found, name), equal_nan=True)


def test_only_answers_on_which_they_part_are_kept() -> None:
    said = [f"{at}: " + "words " * 500 for at in range(300)]
    sheet = sheet_of([label(at, at, 1, value) for at, value in enumerate(said)])
    lines = [(at, value if at else "no", None, None) for at, value in enumerate(said)]
    _, found = appraise(predicted(*lines), consensus_of(sheet, {}))
    assert set(found.values) == {said[0], "no"}
    assert [found.values[at] for at in (found.given[0], found.suggested[0])] == [said[0], "no"]
    assert Disagreements.from_bytes(found.to_bytes()).values == found.values


def test_without_labels_or_predictions_nothing_is_claimed() -> None:
    data, found = appraise(predicted(), consensus_of(sheet_of([]), {}))
    assert (data["compared"], data["agreed"], len(found)) == (0, 0, 0)
    assert (data["calibration"], data["kappa"]) == (None, None)
    assert len(Disagreements.from_bytes(found.to_bytes())) == 0
