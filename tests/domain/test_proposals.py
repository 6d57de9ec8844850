"""A ruling as a sentence: what was typed by itself reads on inside of it."""

import pytest

from app.domain.proposals import Proposal, sentence


def said(condition: str, exceptions: str = "", rationale: str = "", heading: str = "") -> str:
    """The sentence of a ruling that asks for "No"."""
    return sentence(Proposal(heading, condition, "No", exceptions, rationale, ()))


@pytest.mark.parametrize(
    ("condition", "goes_on"),
    [
        ("The quoted words are somebody else's.", "the quoted words are somebody else's"),
        ("A slur is quoted", "a slur is quoted"),
        ("It's quoted", "it's quoted"),
        ("When the post quotes a slur", "the post quotes a slur"),
        ("If A slur is quoted", "a slur is quoted"),
        ("a gif says when it happened", "a gif says when it happened"),
        # names, and what may be one, stay
        ("Muslims are named", "Muslims are named"),
        ("Lin's rule applies", "Lin's rule applies"),
        ("I am quoted", "I am quoted"),
        ("A-levels are meant", "A-levels are meant"),
        ("URLs are quoted", "URLs are quoted"),
        ("The Hague is named", "the Hague is named"),
        # other languages are left alone
        ("中傷が引用されている", "中傷が引用されている"),
        ("Élise est citée", "Élise est citée"),
        ("the post quotes", "the post quotes"),
    ],
)
def test_a_condition_reads_on(condition: str, goes_on: str) -> None:
    assert said(condition) == f"When {goes_on}, answer **No**."


def test_a_word_that_is_small_beside_it_is_no_name() -> None:
    assert said("Quoted slurs stand alone", rationale="What is quoted is not meant.").startswith(
        "When quoted slurs"
    )
    # but not where it is also written as a name
    rationale = "The bush burns, and so says Mr. Bush."
    assert said("Bush is named", rationale=rationale).startswith("When Bush is named")


@pytest.mark.parametrize(
    ("exceptions", "goes_on"),
    [
        ("The quoted author agrees.", "the quoted author agrees"),
        ("Except when The author agrees", "when the author agrees"),
        ("except: Nazis are quoted", "Nazis are quoted"),
        ("著者が同意する場合", "著者が同意する場合"),
    ],
)
def test_so_do_exceptions(exceptions: str, goes_on: str) -> None:
    assert said("it is quoted", exceptions) == (
        f"When it is quoted, answer **No**. Except: {goes_on}."
    )
