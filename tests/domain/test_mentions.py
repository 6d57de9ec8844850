"""Who is named in a text."""

import pytest

from app.domain.levels import BUILT_IN, LEVELS, is_told, level_of
from app.domain.markup import render_markdown
from app.domain.mentions import find_named

NAMES = ["Ann", "Anna", "Ada Lovelace", "A1", "team"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Anna and @Ann", ["Anna", "Ann"]),
        ("(@Ada Lovelace), @Ada", ["Ada Lovelace"]),
        ("mail@Ann.example @@Ann", []),
        ("@Annabel @A12", []),
        ("@Ann @Ann", ["Ann"]),
        ("@team: look, @A1's label", ["team", "A1"]),
        ("nobody", []),
    ],
)
def test_names_are_found_whole(text: str, named: list[str]) -> None:
    assert find_named(text, NAMES) == named


def test_names_that_look_like_patterns_are_words() -> None:
    assert find_named("@a.c @abc @(x", ["a.c", "(x", ""]) == ["a.c", "(x"]


def test_references_lead_to_what_they_name() -> None:
    html = render_markdown("#12, R-3 and R-c4.", "/projects/p")
    found = {"questions/12": "#12", "rulings/3": "R-3", "guideline#clause-c4": "R-c4"}
    for address, words in found.items():
        assert f'<a href="/projects/p/{address}" rel="nofollow noopener ugc">{words}</a>' in html


@pytest.mark.parametrize(
    "text", ["`#12`", "a#12", "#12a", "x/R-3", "[#12](https://e.example)", "    #12", "AR-3"]
)
def test_code_links_and_parts_of_words_are_left(text: str) -> None:
    assert "/projects/p" not in render_markdown(text, "/projects/p")


def test_only_those_who_are_named_are_marked() -> None:
    html = render_markdown("@Ann @Anna <b>@Ann</b>", "", ["Ann"])
    assert html.count('<span class="mention">@Ann</span>') == 2
    assert "@Anna" in html
    assert "<b>" not in html


def test_what_is_to_be_done_is_ticked_but_cannot_be_clicked() -> None:
    html = render_markdown("- [x] read\n- [ ] write")
    assert html.count('disabled="disabled"') == 2
    assert html.count('checked="checked"') == 1


@pytest.mark.parametrize("kind", BUILT_IN)
def test_what_one_said_goes_before_what_is_usual(kind: str) -> None:
    for said in LEVELS:
        assert level_of(said, {kind: "all"}, kind, takes_part=False) == said
    assert level_of(None, {kind: "nothing"}, kind, takes_part=True) == "nothing"
    assert level_of(None, {}, kind, takes_part=True) == BUILT_IN[kind]


def test_a_level_says_what_is_told() -> None:
    named, others = ({level: is_told(level, is_named=n) for level in LEVELS} for n in (True, False))
    told = {level: (named[level], others[level]) for level in LEVELS}
    assert told == {"all": (True, True), "mentions": (True, False), "nothing": (False, False)}
