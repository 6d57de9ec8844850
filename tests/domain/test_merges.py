"""A draft put onto a newer revision: what goes together, and what overlaps."""

from app.domain.clauses import parse_document
from app.domain.documents import Clause, Document
from app.domain.edits import amend, end, insert, move
from app.domain.merges import find_overlaps, merge

BASE = parse_document("# T\n\nIntro.\n\n- a {#c1}\n- b {#c2}\n- c {#c3}\n- d {#c4}\n")


def said(document: Document) -> list[tuple[str, str]]:
    return [(clause.code, clause.text) for clause in document.clauses]


def rule(code: str, text: str) -> Clause:
    return Clause(code, None, 1, "rule", text)


def test_changes_of_different_clauses_go_together() -> None:
    yours = insert(amend(BASE, "c1", "a, mine"), rule("c9", "new"), "c2")
    theirs = amend(end(BASE, "c3"), "intro", "Theirs.")
    assert not find_overlaps(BASE, yours, theirs)
    merged = merge(BASE, yours, theirs)
    assert said(merged) == [("c1", "a, mine"), ("c2", "b"), ("c9", "new"), ("c4", "d")]
    assert merged.intro == "Theirs."


def test_the_same_change_on_both_sides_is_no_overlap() -> None:
    changed = amend(BASE, "c1", "a2")
    assert not find_overlaps(BASE, changed, amend(changed, "c2", "b2"))


def test_one_clause_changed_twice_overlaps_and_somebody_chooses() -> None:
    yours, theirs = amend(BASE, "c1", "mine"), amend(BASE, "c1", "theirs")
    [overlap] = find_overlaps(BASE, yours, theirs)
    assert (overlap.code, overlap.base, overlap.yours, overlap.theirs) == (
        "c1",
        "a",
        "mine",
        "theirs",
    )
    assert said(merge(BASE, yours, theirs))[0] == ("c1", "mine")
    assert said(merge(BASE, yours, theirs, {"c1": "theirs"}))[0] == ("c1", "theirs")


def test_a_clause_ended_by_one_and_changed_by_the_other_overlaps() -> None:
    ended, changed = end(BASE, "c2"), amend(BASE, "c2", "b2")
    [overlap] = find_overlaps(BASE, changed, ended)
    assert (overlap.yours, overlap.theirs) == ("b2", None)
    assert said(merge(BASE, changed, ended))[1] == ("c2", "b2")
    assert ("c2", "b2") not in said(merge(BASE, changed, ended, {"c2": "theirs"}))
    assert ("c2", "b2") not in said(merge(BASE, ended, changed))
    assert ("c2", "b2") in said(merge(BASE, ended, changed, {"c2": "theirs"}))


def test_a_move_is_not_lost() -> None:
    yours = move(BASE, "c1", "c4")
    theirs = insert(amend(BASE, "c2", "b2"), rule("c8", "theirs"), "c4")
    assert [code for code, _ in said(merge(BASE, yours, theirs))] == ["c2", "c3", "c4", "c1", "c8"]


def test_a_large_guideline_is_merged_in_one_pass() -> None:
    clauses = tuple(rule(f"c{n}", f"rule {n}") for n in range(1, 20_001))
    base = Document("T", "", clauses)
    yours = amend(base, "c20000", "mine")
    theirs = amend(base, "c1", "theirs")
    merged = merge(base, yours, theirs)
    assert (merged.clauses[0].text, merged.clauses[-1].text) == ("theirs", "mine")
