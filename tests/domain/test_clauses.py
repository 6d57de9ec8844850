"""Guidelines read and written: nothing lost, the same bytes both ways."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clauses import (
    Clause,
    Document,
    arrange,
    carries_codes,
    import_markdown,
    parse_document,
    render_document,
    tidy,
)
from app.errors import Invalid
from tests.domain.material import shared

OURS = """# Counting faces

Count every face.

## What is a face? {#c1}

A face shows at least one eye.

- A drawn face counts {#c2}

  - not when it is a logo {#c3}

    A logo stands for a company.

- A mask does not {#c7}
1. Look at the whole picture {#c8}
   - then at its corners {#c9}

When in doubt, ask {#c4}

{#c5}

| left | right |
|------|-------|
| 1    | 2     |

### Crowds {#c6}
"""

PLAIN = """---
title: Rules
---
Before the title.

Rules for *everybody*
=====================

An introduction
over two lines.

* first
  continued
* second

  ```python
  # not a heading
  ```
  1. numbered
  2. again

     with a paragraph

After the list.

> quoted

## Section {#old-anchor}

Its own words.

| a | b |
|---|---|
| 1 | 2 |

- [ ] box

[link]: https://example.org "Title"
"""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_our_own_form_comes_back_byte_for_byte() -> None:
    assert render_document(parse_document(OURS)) == OURS


def test_clauses_know_what_they_stand_under() -> None:
    parents = {clause.code: clause.parent for clause in parse_document(OURS).clauses}
    assert parents == {
        "c1": None,
        "c2": "c1",
        "c3": "c2",
        "c7": "c1",
        "c8": "c1",
        "c9": "c8",
        "c4": "c1",
        "c5": "c1",
        "c6": "c1",
    }


def test_a_clause_keeps_its_paragraphs() -> None:
    texts = {clause.code: clause.text for clause in parse_document(OURS).clauses}
    assert texts["c1"] == "What is a face?\n\nA face shows at least one eye."
    assert texts["c3"] == "not when it is a logo\n\nA logo stands for a company."
    assert texts["c8"] == "1. Look at the whole picture"
    assert texts["c5"].startswith("| left | right |\n|---")


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="c2"):
        parse_document("# T\n\n- a {#c2}\n- b {#c2}\n")


def test_text_that_looks_like_a_clause_does_not_become_one() -> None:
    sly = Clause("c1", None, 1, "rule", "fine\n- injected {#c9}\n{#c8}\n\\{#c7}")
    document = Document("Title {#c5}", "## Injected {#c6}", (sly,))
    assert parse_document(render_document(document)) == document


def test_plain_markdown_becomes_clauses() -> None:
    document = import_markdown(PLAIN, first_number=5)
    assert document.title == "Rules for *everybody*"
    assert "title: Rules" in document.intro
    assert document.intro.endswith("Before the title.\n\nAn introduction over two lines.")
    shape = [(c.code, c.parent, c.kind, c.text.split("\n")[0]) for c in document.clauses]
    assert shape == [
        ("c5", None, "rule", "first continued"),
        ("c6", None, "rule", "second"),
        ("c7", "c6", "rule", "1. numbered"),
        ("c8", "c6", "rule", "2. again"),
        ("c9", None, "text", "After the list."),
        ("c10", None, "heading", "Section {#old-anchor}"),
        ("c11", "c10", "rule", "[ ] box"),
        ("c12", "c10", "text", '[link]: https://example.org "Title"'),
    ]
    assert document.clauses[5].text.startswith(
        "Section {#old-anchor}\n\nIts own words.\n\n| a | b |"
    )


def test_only_our_own_form_carries_codes() -> None:
    assert carries_codes(OURS)
    assert not carries_codes(PLAIN)


def test_the_levels_follow_when_a_parent_goes() -> None:
    clauses = [clause for clause in parse_document(OURS).clauses if clause.code != "c2"]
    orphan = next(clause for clause in arrange(clauses) if clause.code == "c3")
    assert (orphan.parent, orphan.level) == ("c1", 1)


def test_a_document_of_nothing_is_a_document() -> None:
    empty = import_markdown("")
    assert empty == Document("", "", ())
    assert parse_document(render_document(empty)) == empty


markdown_lines = st.lists(
    st.sampled_from(
        [
            "", "", "# Head one", "## Head two", "plain words here", "  indented words", "- item",
            "* star", "  - nested", "    - deeper", "1. first", "10) tenth", "   - under number",
            "```", "~~~", "| a | b |", "|---|---|", "> quote", "---", "===", "    code",
            "[ref]: http://x.example", "<div>", "- ", "- ```", "-     code item", "{#c3}",
            "- rule {#c4}", "text \\", "two  ", "\\{#c5}", "漢字", "###### six {#c1}", "#",
            "\t- tab",
        ]
    ),
    max_size=25,
)  # fmt: skip


@given(markdown_lines)
def test_no_markdown_loses_a_word_and_all_of_it_is_stable(lines: list[str]) -> None:
    plain = "\n".join(lines)
    document = import_markdown(plain)
    rendered = render_document(document)
    assert parse_document(rendered) == document
    assert render_document(parse_document(rendered)) == rendered
    assert not set(words(plain)) - set(words(rendered))


clause_texts = st.text(alphabet="ab \n\\{}#c1-.|`>\r\u2028é", max_size=30)
free_clauses = st.lists(
    st.tuples(
        st.sampled_from(["heading", "rule", "text"]),
        st.integers(0, 8),
        st.sampled_from([None, "c1", "c2", "c3", "c4"]),
        clause_texts,
    ),
    max_size=8,
)


@given(clause_texts, clause_texts, free_clauses)
def test_whatever_people_type_into_clauses_survives_storage(
    title: str, intro: str, free: list[tuple[str, int, str | None, str]]
) -> None:
    clauses = [
        Clause(f"c{number}", parent, level, kind, text)
        for number, (kind, level, parent, text) in enumerate(free, start=1)
    ]
    stored = parse_document(render_document(Document(title, intro, tuple(clauses))))
    assert stored.clauses == arrange(clauses)
    assert stored.intro == tidy(intro)
    assert render_document(stored) == render_document(Document(title, intro, tuple(clauses)))


@pytest.mark.parametrize("folder", ["guideline_openassistant/versions", "scenario_quotes"])
def test_real_guidelines_lose_nothing(folder: str) -> None:
    files = sorted(shared(folder).glob("*.md"))
    read = [file.read_text(encoding="utf-8") for file in files if file.name != "NOTICE.md"]
    assert read
    for plain in read:
        document = import_markdown(plain)
        rendered = render_document(document)
        assert parse_document(rendered) == document
        kept = set(words(rendered))
        assert not [line for line in plain.split("\n") if not set(words(line)) <= kept]
