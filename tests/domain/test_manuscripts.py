"""Guidelines as files: what is wrong with one, and two texts that went apart brought together."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.alignment import trace
from app.domain.clauses import parse_document, render_document
from app.domain.manuscripts import (
    bring_together,
    changes_of,
    find_faults,
    read_manuscript,
    strip_codes,
)

BASE = "# Kind\n\n## Rules {#c1}\n\n- be kind {#c2}\n- be brief {#c3}\n- be true {#c4}\n"
ASSISTANT = Path(__file__).parents[3] / "shared/data/guideline_openassistant/versions"
WORDS = some.sampled_from(["kind", "brief", "true", "never", "a quote", "two"])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BASE.replace("{#c4}", "{#c3}"), 0, "c3 stands at two clauses"),
        (BASE + "- be fair {#c9}\n", 8, "c9 is no clause of the base"),
        (BASE.replace("- be true", "-  be true"), 7, "other bytes"),
        (BASE + "-   be fair\n", 8, "'- be fair'"),
        (BASE.removesuffix("\n"), 7, "one newline at the end"),
        (BASE.replace("\n", "\r\n"), 1, "other bytes"),
        (f"{BASE}<<<<<<< yours\n- a\n=======\n", 8, "not settled"),
        (BASE.replace("# Kind\n\n", ""), 1, "needs a title"),
        ("# Kind\n\n- be kind\n", 0, "carries no clause ids"),
        (" \n", 0, "empty"),
        (BASE + "\x00", 0, "U+0000"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(text: str, line: int, words: str) -> None:
    [fault] = find_faults(text, BASE)
    assert fault.line == line
    assert words in fault.why


def test_new_clauses_need_no_id_and_get_none_from_us() -> None:
    text = BASE + "- be fair\n  - to all\n"
    assert find_faults(text, BASE) == []
    document, exact = read_manuscript(text, BASE)
    assert exact == text
    assert [clause.parent for clause in document.clauses[-2:]] == ["c1", document.clauses[-2].code]
    kinds = [(change.code, change.kind) for change in changes_of(BASE, text)]
    assert kinds == [("c5", "added"), ("c6", "added")]


def test_lines_inside_a_clause_of_the_base_start_none() -> None:
    base = "# K\n\n## A {#c1}\n\n```\n- not a clause\n```\n\n- b {#c2}\n  - loose\n"
    base = render_document(parse_document(base))
    assert find_faults(base, base) == []
    assert changes_of(base, base) == []


def test_a_plain_file_begins_a_guideline() -> None:
    assert find_faults("# Kind\n\n-   be kind\n", "") == []


def test_what_only_one_side_changed_is_taken_from_it() -> None:
    yours = BASE.replace("be kind", "be very kind") + "- be fair\n"
    theirs = BASE.replace("be brief", "be short").replace("- be true {#c4}\n", "- new {#c5}\n")
    merged = bring_together(BASE, yours, theirs, "2.0.0")
    assert merged.collisions == ()
    lines = ["- be very kind {#c2}", "- be short {#c3}", "- be fair", "- new {#c5}"]
    assert set(merged.text.split("\n")[4:-1]) == set(lines)
    assert find_faults(merged.text, theirs) == []


def test_what_both_changed_stands_there_twice() -> None:
    yours = BASE.replace("be brief", "be terse").replace("be kind", "be very kind")
    theirs = BASE.replace("be brief", "be short")
    merged = bring_together(BASE, yours, theirs, "2.0.0")
    both = "<<<<<<< yours\n- be terse {#c3}\n=======\n- be short {#c3}\n>>>>>>> 2.0.0\n"
    assert (merged.collisions, both in merged.text) == (("c3",), True)
    assert "- be very kind {#c2}\n" in merged.text
    [fault] = find_faults(merged.text, theirs)
    assert "not settled" in fault.why


def test_a_new_clause_that_came_into_force_is_found_again() -> None:
    yours = BASE + "- be fair\n"
    theirs = BASE + "- be fair {#c7}\n"
    assert bring_together(BASE, yours, theirs, "2.0.0").text == theirs


@given(some.lists(WORDS, min_size=3, max_size=3), some.lists(WORDS, min_size=3, max_size=3))
def test_a_merge_holds_either_text_or_both(mine: list[str], theirs: list[str]) -> None:
    """Clause by clause: unchanged on one side, the other's text; else both, between markers."""
    base = ["kind", "brief", "true"]
    texts = [
        "# K\n\n" + "".join(f"- {word} {{#c{n}}}\n" for n, word in enumerate(words, 1))
        for words in (base, mine, theirs)
    ]
    merged = bring_together(*texts, "2.0.0")
    for n, (old, a, b) in enumerate(zip(base, mine, theirs, strict=True), 1):
        collides = a != b and old not in (a, b)
        assert (f"c{n}" in merged.collisions) == collides
        wanted = {a, b} if collides else {b if a == old else a}
        assert all(f"- {word} {{#c{n}}}\n" in merged.text for word in wanted)


def test_ids_are_stripped_at_the_ends_of_lines_alone() -> None:
    assert strip_codes("- a {#c1} b {#c2}\n- c {#c1}\n", {"c1"}) == "- a {#c1} b {#c2}\n- c\n"


STATES = some.lists(some.lists(WORDS, max_size=4), min_size=1, max_size=5)


@given(STATES)
def test_an_id_that_ended_in_a_history_is_never_used_again(states: list[list[str]]) -> None:
    texts = ["# T\n\n" + "".join(f"- be {word}\n" for word in words) for words in states]
    ended: set[str] = set()
    before: set[str] = set()
    for text, document in zip(texts, trace(texts), strict=True):
        codes = {clause.code for clause in document.clauses}
        assert not codes & ended
        ended |= before - codes
        before = codes
        assert [f"- {clause.text}" for clause in document.clauses] == text.split("\n")[2:-1]


def test_a_history_with_ids_is_taken_at_its_word() -> None:
    later = BASE.replace("be kind", "be anything else entirely")
    assert trace([BASE, later]) == (parse_document(BASE), parse_document(later))


@pytest.mark.skipif(not ASSISTANT.is_dir(), reason="../shared/data is not here")
def test_the_clauses_of_a_real_history_are_found_again() -> None:
    """23 states; the rework in the middle ends what came before it, all else is kept."""
    texts = [file.read_text("utf-8") for file in sorted(ASSISTANT.glob("*.md"))]
    documents = trace(texts)
    assert len(documents) == 23
    kept = []
    for before, after in pairwise(documents):
        codes = {clause.code for clause in after.clauses}
        kept.append(sum(each.code in codes for each in before.clauses) / len(before.clauses))
    assert sum(share >= 0.9 for share in kept) >= 18
    for document in documents:
        assert parse_document(render_document(document)) == document
    speaks = [  # "spellcheck": one clause, the same id, other words
        {clause.code: clause.text for clause in document.clauses} for document in documents[17:19]
    ]
    assert sum(speaks[0][code] != text for code, text in speaks[1].items()) == 1
