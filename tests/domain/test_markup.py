"""Typed text becomes harmless HTML."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.markup import render_markdown

HARMLESS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Reader(HTMLParser):
    """Lists every element and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(render_markdown(text))
    return reader.seen


def test_plain_formatting_is_shown() -> None:
    html = render_markdown("**bold** _it_ ~~gone~~ `code`\nnext\n\n- item\n\n| a |\n|---|\n| 1 |")
    for part in ("<strong>", "<em>", "<s>", "<code>", "<br>", "<li>", "<td>"):
        assert part in html


def test_links_are_followed_by_nobody_for_credit() -> None:
    [(_, _), (tag, attributes)] = elements("[x](https://example.org 'T')")
    assert tag == "a"
    assert attributes == {
        "href": "https://example.org",
        "title": "T",
        "rel": "nofollow noopener ugc",
    }


def test_mentions_stay_words() -> None:
    assert render_markdown("Ask @Ada Lovelace.") == "<p>Ask @Ada Lovelace.</p>\n"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "<a href='javascript:alert(1)' hx-get='/admin' id='composer' class='button'>x</a>",
    "<div hx-on:click='alert(1)' data-hx-get='/x' style='position:fixed'>x</div>",
    "<svg/onload=alert(1)>",
    "<!-- <script>alert(1)</script> -->",
    "```<script>\nx\n```",
    '[x](https://example.org "\\" onmouseover=alert(1) x=\\"")',
    "<https://example.org/\"onmouseover='x'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[a]: javascript:alert(1)\n\n[a]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    for tag, attributes in elements(text):
        assert tag in HARMLESS
        assert set(attributes) <= {"href", "title", "rel", "start"}
        href = attributes.get("href") or ""
        assert not href or href.startswith(("http://", "https://", "mailto:"))


@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", "[", "](", ")", "*", "`", "\n", "&", '"'])))
def test_no_mixture_of_hostile_texts_gets_through(parts: list[str]) -> None:
    for tag, attributes in elements("".join(parts)):
        assert tag in HARMLESS
        assert set(attributes) <= {"href", "title", "rel", "start"}


@pytest.mark.parametrize("unit", ["[", "> ", "*a ", "`", "- ", "![", "<", "**a**_", "[a](", "\\"])
def test_sixty_four_kilobytes_of_anything_are_shown_in_time(unit: str) -> None:
    began = time.process_time()
    render_markdown(unit * (64 * 1024 // len(unit)))
    assert time.process_time() - began < 5
