"""Markdown as safe HTML: the one door from what people type to what browsers show."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

from app.domain.emoji import with_signs
from app.domain.mentions import find_mentions

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "input", "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
# No class, id, style, data-* or hx-*: typed text can neither dress up as our own controls nor
# reach the scripts that act on attributes. What is ours below has one value each.
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_OURS = {
    "input": {"type": {"checkbox"}, "checked": {"checked"}, "disabled": {"disabled"}},
    "span": {"class": {"mention"}},
}
# #12 is a question, R-12 a ruling, R-c4 a clause: as people write them in a discussion
_REFERENCE = re.compile(
    r"(?<![\w/#&-])(?:#(\d{1,9})|R-(\d{1,9})|R-([a-z]\w{0,11}(?:\.\w{1,5}){0,3}))(?![\w-])"
)
_BOLD = re.compile(r"\*\*(\S(?:[^*]*[^*\s])?)\*\*")
Found = tuple[int, int, str, str]  # from, to, and the address of a link or the name of a person


def render_markdown(text: str, root: str = "", names: Sequence[str] = ()) -> str:
    """The HTML of a text: only plain formatting, links to http, https and mailto with
    rel="nofollow noopener ugc". With the `root` of a project's addresses, references to its
    questions, rulings and clauses are links; `names`, where they stand after an @, are marked."""
    return nh3.clean(
        _MARKDOWN.render(text, {"root": root, "names": names}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_OURS,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
        strip_comments=True,
    )


def unbold(text: str) -> str:
    """The text without the marks of what stands bold, where it is shown as it is written."""
    return _BOLD.sub(r"\1", text)


def plain_text(text: str) -> str:
    """The words of a text without its marks, for a line that only quotes it."""
    bare: str = nh3.clean(_MARKDOWN.render(text, {}), tags=set())
    return unescape(bare)


def _put_signs(state: StateCore) -> None:
    """Emoji in place of their names, but not in code."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                token.content = with_signs(token.content)


def _refer(state: StateCore) -> None:
    """Put links and marks into the words, but not into code, nor into what is a link already."""
    root, names = state.env.get("root", ""), state.env.get("names", ())
    if not root and not names:
        return
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_referring(block.children, root, names))


def _referring(tokens: Iterable[Token], root: str, names: Sequence[str]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or depth:
            yield token
        else:
            yield from _cut(token.content, sorted(_find(token.content, root, names)))


def _find(words: str, root: str, names: Sequence[str]) -> Iterator[Found]:
    for match in _REFERENCE.finditer(words) if root else ():
        question, ruling, clause = match.groups()
        if question:
            yield match.start(), match.end(), f"{root}/questions/{question}", ""
        elif ruling:
            yield match.start(), match.end(), f"{root}/rulings/{ruling}", ""
        else:
            yield match.start(), match.end(), f"{root}/guideline#clause-{clause}", ""
    for match in find_mentions(words, names):
        yield match.start(), match.end(), "", match[1]


def _cut(words: str, found: Iterable[Found]) -> Iterator[Token]:
    at = 0
    for start, end, address, _ in found:
        if start < at:
            continue  # within one that is taken
        yield _text(words[at:start])
        tag, attributes = ("a", {"href": address}) if address else ("span", {"class": "mention"})
        yield _tag(f"{tag}_open", tag, 1, attributes)
        yield _text(words[start:end])
        yield _tag(f"{tag}_close", tag, -1, {})
        at = end
    yield _text(words[at:])


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _tag(kind: str, tag: str, nesting: Any, attributes: dict[str, str]) -> Token:
    return Token(kind, tag, nesting, attrs=dict(attributes))


# Raw HTML stays text, and images are not loaded from anywhere. The nesting limit of markdown-it
# bounds what a hostile text costs. People press Enter to break a line, so a newline is one.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_MARKDOWN.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
_MARKDOWN.use(tasklists_plugin)
_MARKDOWN.core.ruler.push("signs", _put_signs)
_MARKDOWN.core.ruler.push("refer", _refer)
