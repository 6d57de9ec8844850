"""What a change does, guessed by its words; and the type that follows."""

import pytest

from app.domain.changes import list_changes
from app.domain.documents import Clause, Document
from app.domain.natures import NATURES, TYPES, fitting, natures_of
from app.domain.versions import CHANGE_TYPES


def document(*texts: str) -> Document:
    clauses = (Clause(f"c{n}", None, 1, "rule", text) for n, text in enumerate(texts, 1) if text)
    return Document("T", "", tuple(clauses))


@pytest.mark.parametrize(
    ("before", "after", "nature", "type"),
    [
        ("A slur is hateful.", "A slur is hatefull.", "wording", "editorial"),
        ("A slur is hateful.", "A slur is hateful, except in a quote.", "exception", "substantive"),
        ("A slur is hateful.", "A slur is hateful unless quoted.", "exception", "substantive"),
        ("A slur is hateful. Except quotes.", "A slur is hateful.", "exception", "substantive"),
        ("A slur is hateful.", "“Slur” means a word that demeans.", "term", "substantive"),
        ("A slur is hateful.", "A slur or a threat is hateful.", "extension", "substantive"),
        ("中傷は差別です。", "中傷は差別です。ただし引用を除く。", "exception", "substantive"),
        ("", "A threat is hateful.", "new", "substantive"),
        ("A threat is hateful.", "", "ended", "substantive"),
    ],
)
def test_the_words_that_came_or_went_say_what_it_does(
    before: str, after: str, nature: str, type: str
) -> None:
    [change] = list_changes(document(before, "same"), document(after, "same"))
    assert (change.nature, change.guess) == (nature, type)


def test_every_nature_has_a_type() -> None:
    assert TYPES.keys() == NATURES.keys()
    assert set(TYPES.values()) == set(CHANGE_TYPES)


@pytest.mark.parametrize("nature", ["", *natures_of("changed")])
@pytest.mark.parametrize("type", CHANGE_TYPES)
def test_editorial_and_wording_are_the_same_in_a_clause_that_stays(nature: str, type: str) -> None:
    fit = fitting(nature, type, "changed")
    assert (fit == "wording") == (type == "editorial")
    assert fitting(fit, type, "changed") == fit
    assert fitting(nature, type, "added") == "new"
