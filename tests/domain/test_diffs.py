"""What changed, by clause and by word."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.clauses import Clause, Document
from app.domain.diffs import compare_texts, diff_documents


def rules(*texts: tuple[str, str]) -> Document:
    clauses = tuple(Clause(code, None, 1, "rule", text) for code, text in texts)
    return Document("T", "", clauses)


def kinds(old: Document, new: Document) -> list[tuple[str, str]]:
    return [(diff.code, diff.kind) for diff in diff_documents(old, new)]


def test_every_clause_is_told_once_and_an_ended_one_where_it_stood() -> None:
    old = rules(("c1", "one"), ("c2", "two"), ("c3", "three"))
    new = rules(("c1", "one"), ("c3", "three!"), ("c4", "four"))
    assert kinds(old, new) == [
        ("c1", "same"),
        ("c2", "ended"),
        ("c3", "changed"),
        ("c4", "added"),
    ]


def test_only_what_left_the_order_is_moved() -> None:
    old = rules(("c1", "one"), ("c2", "two"), ("c3", "three"))
    new = rules(("c3", "three"), ("c1", "one"), ("c2", "two"))
    assert kinds(old, new) == [("c3", "moved"), ("c1", "same"), ("c2", "same")]


def test_a_rule_under_another_heading_is_moved() -> None:
    head = Clause("c1", None, 2, "heading", "H")
    old = Document("T", "", (Clause("c2", None, 1, "rule", "r"), head))
    new = Document("T", "", (head, Clause("c2", "c1", 1, "rule", "r")))
    assert ("c2", "moved") in kinds(old, new)


def test_title_and_introduction_are_told_when_they_change() -> None:
    assert kinds(Document("T", "a", ()), Document("U", "b", ())) == [
        ("title", "changed"),
        ("intro", "changed"),
    ]
    assert kinds(Document("T", "a", ()), Document("T", "a", ())) == []


def test_words_are_compared_inside_their_sentences() -> None:
    pieces = compare_texts(
        "Quotes count. Swearing is fine.", "Quotes do not count. Swearing is fine."
    )
    assert [(piece.op, piece.text, piece.risky) for piece in pieces] == [
        ("same", "Quotes ", False),
        ("added", "do ", False),
        ("added", "not", True),
        ("added", " ", False),
        ("same", "count. Swearing is fine.", False),
    ]


def test_risky_words_are_marked_only_where_they_changed() -> None:
    pieces = compare_texts("You must count 3 faces.", "You must only count 12 faces, don't guess.")
    assert [piece.text for piece in pieces if piece.risky] == ["only", "3", "12", "don't"]


texts = st.lists(
    st.sampled_from(["not", "a", "rule", " ", " ", ".", "\n", "漢", "don't", "3.5 %", "only", "'"]),
    max_size=40,
).map("".join)


@given(texts, texts)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = compare_texts(before, after)
    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after


def test_a_long_clause_rewritten_throughout_is_shown_whole() -> None:
    before = " ".join(f"word{n}" for n in range(5000))
    after = " ".join(f"other{n}" for n in range(5000))
    pieces = compare_texts(before, after)
    assert [piece.op for piece in pieces] == ["removed", "added"]


def test_a_long_document_is_compared_by_clause_alone() -> None:
    old = rules(*((f"c{n}", f"rule {n} says one thing") for n in range(1, 5001)))
    new = rules(*((f"c{n}", f"rule {n} says {n % 500 or 'no'} thing") for n in range(1, 5001)))
    diffs = diff_documents(old, new)
    assert len(diffs) == 5000
    assert {diff.kind for diff in diffs} == {"changed"}
