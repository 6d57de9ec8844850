"""A row of a file as a model's prediction."""

from typing import Any

import pytest

from app.domain.imports import ImportOptions, parse_options
from app.domain.predictions import PredictionRow, parse_prediction_row
from app.domain.rows import Fault, Row
from app.domain.schemas import parse_schema
from app.errors import Invalid

SCHEMA = parse_schema({"kind": "choice", "options": ["yes", "no", "maybe"]})
OPTIONS = ImportOptions("predictions", model="bert", model_version="3")


def parse(**values: Any) -> PredictionRow | Fault:
    return parse_prediction_row(OPTIONS, SCHEMA, Row(7, {"id": "t1", **values}))


def test_an_answer_with_its_confidence() -> None:
    found = parse(prediction="yes", confidence="0.75")
    assert isinstance(found, PredictionRow)
    assert (found.line, found.external_id, found.answer.value) == (7, "t1", "yes")
    assert (found.confidence, found.probabilities) == (0.75, None)


@pytest.mark.parametrize(
    "given", [{"yes": 0.2, "no": 0.8}, '{"yes": 0.2, "no": 0.8}', {"yes": 0.199, "no": 0.796}]
)
def test_probabilities_add_up_to_one_and_give_the_answer(given: Any) -> None:
    found = parse(probabilities=given)
    assert isinstance(found, PredictionRow)
    assert found.answer.value == "no"
    assert found.probabilities == pytest.approx({"yes": 0.2, "no": 0.8})
    assert found.confidence == pytest.approx(0.8)


def test_an_answer_of_its_own_stands_beside_probabilities() -> None:
    found = parse(prediction="yes", probabilities={"yes": 0.4, "no": 0.6})
    assert isinstance(found, PredictionRow)
    assert (found.answer.value, found.confidence) == ("yes", pytest.approx(0.4))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "has neither an answer nor probabilities"),
        ({"prediction": "perhaps"}, "is not one of the answers"),
        ({"prediction": "yes", "confidence": 1.2}, "confidence: is not a number from 0 to 1"),
        ({"prediction": "yes", "confidence": True}, "confidence: is not a number from 0 to 1"),
        ({"probabilities": {"yes": 0.2}}, "probabilities: add up to 0.200, not to 1"),
        ({"probabilities": {"yes": 2, "no": -1}}, "probabilities: is not a number from 0 to 1"),
        ({"probabilities": {"yse": 1}}, "probabilities: “yse” is not one of the answers"),
        ({"probabilities": "0.9"}, "probabilities: are an object such as"),
        ({"probabilities": "[" * 100_000}, "probabilities: are an object such as"),
        ({"id": "", "prediction": "yes"}, "task: is missing"),
    ],
)
def test_what_means_nothing_is_a_fault_of_its_line(values: dict[str, Any], reason: str) -> None:
    found = parse(**values)
    assert isinstance(found, Fault)
    assert found.line == 7
    assert reason in found.reason


def test_probabilities_need_answers_of_which_one_is_chosen() -> None:
    several = parse_schema({"kind": "choices", "options": ["a", "b"]})
    found = parse_prediction_row(OPTIONS, several, Row(1, {"id": "t", "probabilities": {"a": 1}}))
    assert isinstance(found, Fault)
    row = parse_prediction_row(OPTIONS, several, Row(1, {"id": "t", "prediction": "b|a"}))
    assert isinstance(row, PredictionRow)
    assert row.answer.value == "a|b"


def test_a_file_of_predictions_says_whose_they_are() -> None:
    options = parse_options({"kind": "predictions", "model": " bert ", "model_version": "3"})
    assert (options.model, options.model_version) == ("bert", "3")
    assert options.to_dict()["model_version"] == "3"
    for missing in (
        {"model": "bert"},
        {"model_version": "3"},
        {"model": " ", "model_version": "3"},
    ):
        with pytest.raises(Invalid, match="which model"):
            parse_options({"kind": "predictions", **missing})
