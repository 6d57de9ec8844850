"""Edits by clause: where a new clause goes, what an ended one leaves, what a move takes along."""

import pytest

from app.domain.clauses import parse_document, render_document
from app.domain.documents import Clause, Document
from app.domain.edits import amend, code_new_lines, end, find_clause, insert, move
from app.errors import Invalid

GUIDE = """# Slurs

Decide for each post.

## What counts {#c1}

- a slur aimed at a group {#c2}
  - said by a member of it {#c3}
- a threat {#c4}

## What does not {#c5}

- swearing {#c6}
"""


def guide() -> Document:
    return parse_document(GUIDE)


def order(document: Document) -> list[str]:
    return [clause.code for clause in document.clauses]


def parents(document: Document) -> dict[str, str | None]:
    return {clause.code: clause.parent for clause in document.clauses}


@pytest.mark.parametrize(
    ("kind", "level", "after", "expected", "parent"),
    [
        ("rule", 1, "c2", ["c1", "c2", "c3", "c9", "c4", "c5", "c6"], "c1"),
        ("rule", 2, "c2", ["c1", "c2", "c9", "c3", "c4", "c5", "c6"], "c2"),
        ("rule", 1, "c1", ["c1", "c9", "c2", "c3", "c4", "c5", "c6"], "c1"),
        ("heading", 2, "c1", ["c1", "c2", "c3", "c4", "c9", "c5", "c6"], None),
        ("heading", 3, "c1", ["c1", "c9", "c2", "c3", "c4", "c5", "c6"], "c1"),
        ("text", 0, "c4", ["c1", "c2", "c3", "c4", "c9", "c5", "c6"], "c1"),
        ("heading", 2, None, ["c9", "c1", "c2", "c3", "c4", "c5", "c6"], None),
    ],
)
def test_a_new_clause_stands_where_it_was_put(
    kind: str, level: int, after: str | None, expected: list[str], parent: str | None
) -> None:
    made = insert(guide(), Clause("c9", None, level, kind, "new words"), after)
    assert order(made) == expected
    assert parents(made)["c9"] == parent
    assert parse_document(render_document(made)) == made


def test_what_stood_under_an_ended_clause_moves_up() -> None:
    made = end(guide(), "c2")
    assert order(made) == ["c1", "c3", "c4", "c5", "c6"]
    assert parents(made)["c3"] == "c1"


def test_a_moved_clause_takes_along_what_stands_under_it() -> None:
    assert order(move(guide(), "c2", "c6")) == ["c1", "c4", "c5", "c6", "c2", "c3"]
    assert order(move(guide(), "c5", None)) == ["c5", "c6", "c1", "c2", "c3", "c4"]


def test_a_clause_cannot_stand_behind_itself() -> None:
    with pytest.raises(Invalid):
        move(guide(), "c2", "c3")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_clause_keeps_words(text: str) -> None:
    with pytest.raises(Invalid):
        amend(guide(), "c2", text)


def test_the_title_and_the_introduction_are_amended_by_their_names() -> None:
    made = amend(amend(guide(), "title", "Slurs and threats"), "intro", "Read it all.")
    assert (made.title, made.intro) == ("Slurs and threats", "Read it all.")


def test_lines_written_without_an_id_become_clauses() -> None:
    typed = GUIDE.replace(
        "- a threat {#c4}", "- a threat {#c4}\n  - a veiled one\n- a call to harm"
    )
    made = parse_document(code_new_lines(typed + "\n## Doubt\n", GUIDE.split("\n"), 7))
    assert parents(made) | {"c7": "c4", "c8": "c1", "c9": None} == parents(made)
    assert find_clause(made, "c9") == Clause("c9", None, 2, "heading", "Doubt")


def test_lines_inside_a_clause_or_a_fence_stay_there() -> None:
    listed = amend(guide(), "c6", "swearing:\n\n- at things\n- at luck")
    markdown = render_document(listed)
    assert code_new_lines(markdown, markdown.split("\n"), 7) == markdown
    fenced = "# T\n\n## Form {#c1}\n\n```\n- no clause\n```\n"
    assert code_new_lines(fenced, (), 7) == fenced
