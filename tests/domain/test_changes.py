"""The first guess of a change's type: editorial only where hardly anything else can be meant."""

import pytest

from app.domain.changes import ClauseChange, list_changes
from app.domain.documents import Clause, Document


def document(*texts: str) -> Document:
    return Document(
        "T", "", tuple(Clause(f"c{n}", None, 1, "rule", t) for n, t in enumerate(texts, 1))
    )


@pytest.mark.parametrize(
    ("before", "after", "guess"),
    [
        ("Slurs count.", "slurs **count**", "editorial"),
        ("A targetted group", "A targeted group", "editorial"),
        ("Slurs count.", "Slurs do not count.", "substantive"),
        ("At most 3 words", "At most 4 words", "substantive"),
        ("the hate of it", "the hat of it", "substantive"),
        ("Slurs count.", "Slurs count, quoted or spoken.", "substantive"),
    ],
)
def test_only_writing_is_guessed_to_be_editorial(before: str, after: str, guess: str) -> None:
    [change] = list_changes(document(before), document(after))
    assert (change.code, change.kind, change.guess) == ("c1", "changed", guess)


def test_added_and_ended_clauses_are_substantive_until_somebody_says_so() -> None:
    assert list_changes(document("a"), document("a", "b")) == [
        ClauseChange("c2", "added", "substantive", "new")
    ]
    assert list_changes(document("a", "b"), document("a")) == [
        ClauseChange("c2", "ended", "substantive", "ended")
    ]


def test_another_order_is_editorial_and_another_section_is_not() -> None:
    a, b = Clause("c1", None, 1, "rule", "a"), Clause("c2", None, 1, "rule", "b")
    swapped = list_changes(Document("T", "", (a, b)), Document("T", "", (b, a)))
    assert [(each.kind, each.guess) for each in swapped] == [("moved", "editorial")]
    heads = (Clause("c8", None, 2, "heading", "X"), Clause("c9", None, 2, "heading", "Y"))
    under_x = Document("T", "", (heads[0], Clause("c1", "c8", 1, "rule", "a"), heads[1]))
    under_y = Document("T", "", (*heads, Clause("c1", "c9", 1, "rule", "a")))
    assert {each.guess for each in list_changes(under_x, under_y) if each.code == "c1"} == {
        "substantive"
    }


def test_title_and_introduction_are_changes_too() -> None:
    old, new = Document("T", "", ()), Document("T2", "Read on.", ())
    assert [each.code for each in list_changes(old, new)] == ["title", "intro"]
