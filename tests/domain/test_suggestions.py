"""What cases have in common: suggested from their words and signs, and from how alike texts are."""

import json
from math import log
from pathlib import Path
from statistics import median

import pytest

from app.domain.likeness import Collection, bags_of
from app.domain.suggestions import reaches, resemble, steps, suggest

SHARED = Path(__file__).parents[3] / "shared" / "data"
CASES = ["They SAID: never.", "he said: no", "Said: maybe (twice)"]
OTHERS = ["plain words", "no words here", "he ran", "she said nothing", "maybe"]


def test_what_most_cases_hold_and_few_others_comes_first() -> None:
    first, second = suggest(CASES, OTHERS)[:2]
    assert (first.unit, first.literals, first.cases) == (":", (":",), 3)
    assert first.score == pytest.approx(log(3.5 / 0.5) - log(0.5 / 5.5))
    assert (second.unit, set(second.literals)) == ("said", {"SAID", "said", "Said"})
    assert second.score == pytest.approx(log(3.5 / 0.5) - log(1.5 / 4.5))


def test_what_one_case_alone_holds_is_no_pattern() -> None:
    units = {each.unit for each in suggest(CASES, OTHERS)}
    assert "twice" not in units
    assert suggest(["only one"], OTHERS) == []


def test_what_is_as_common_elsewhere_is_not_suggested() -> None:
    assert suggest(["a cat", "a dog"], ["a bird", "a fish", "a cow"]) == []
    assert suggest([], OTHERS) == []


def test_texts_are_as_alike_as_their_nearest_case() -> None:
    texts = Collection([bags_of(each) for each in ("the cat sat down", "a dog ran", "")])
    nearest = resemble(texts, ["the cat sat down", "birds"])
    assert nearest[0] == pytest.approx(1.0)
    assert nearest[1] < 0.2
    assert nearest[2] == 0
    assert reaches(nearest, 100).tolist() == [0]
    assert [(each.share, each.count, each.last) for each in steps(nearest)] == [(90, 1, 0)]
    assert resemble(Collection([]), ["anything"]).tolist() == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_three_threads_about_quotations_suggest_the_quotation_mark() -> None:
    rows = (SHARED / "hatecheck" / "items.jsonl").read_text("utf-8").splitlines()
    texts = {row["item_id"]: row["text"] for row in map(json.loads, rows)}
    folder = SHARED / "scenario_quotes"
    threads = json.loads((folder / "threads.json").read_text("utf-8"))
    cases = [texts[each["item_id"]] for each in threads if each["tag"] == "quoted speech"]
    found = suggest(cases, texts.values())
    assert (len(cases), found[0].literals) == (3, ('"',))
    scope = set(json.loads((folder / "scope_step1.json").read_text("utf-8")))
    assert {key for key, text in texts.items() if '"' in text} == scope
    assert len(scope) == 173


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_a_suggestion_is_a_hint_and_no_more() -> None:
    """The best one for five cases of each of HateCheck's functionalities, by precision."""
    rows = (SHARED / "hatecheck" / "items.jsonl").read_text("utf-8").splitlines()
    kinds: dict[str, list[str]] = {}
    for row in map(json.loads, rows):
        kinds.setdefault(row["functionality"], []).append(row["text"])
    every = [text for texts in kinds.values() for text in texts]
    shares = []
    for texts in kinds.values():
        found = suggest(texts[:: len(texts) // 5][:5], every)
        if found:
            hits = [text for text in every if any(each in text for each in found[0].literals)]
            shares.append(sum(text in texts for text in hits) / len(hits))
    assert max(shares) == 1
    assert median(shares) < 0.9
