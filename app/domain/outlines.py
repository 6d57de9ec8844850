"""Plain Markdown read as a guideline: headings and list items become clauses, nothing is lost.

Block structure comes from markdown-it; the words come from the source lines themselves, and lines
that the parser consumes silently (link definitions) are kept as paragraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.domain.documents import Clause, Document, arrange

_MARKER = re.compile(r" {0,3}([-*+]|[0-9]{1,9}[.)])( {1,4}(?! )| (?= )|$)")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
# A line that can only be prose: an item made of such lines needs no parser.
_PLAIN = re.compile(r" {0,3}(?![0-9]{1,9}[.)](?: |$))(?:\*\*)?[^\W_]")
# Lists nested deeper than anybody reads stay plain text inside their item.
_DEEPEST = 12

# Only blocks are asked for: the words inside them are copied, never interpreted.
_BLOCKS = MarkdownIt("commonmark").enable("table")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])


@dataclass
class _Block:
    """kind "heading", "item" or "prose"; an item holds its own blocks."""

    kind: str
    text: str = ""
    level: int = 0
    inner: list["_Block"] = field(default_factory=list)


def import_markdown(plain: str, first_number: int = 1) -> Document:
    """The document that a plain Markdown file describes, its clauses numbered from
    `first_number`.

    The first heading is the title. Headings and list items become clauses. Paragraphs (tables,
    code, quotes) right after a heading belong to its clause, those before the first clause to the
    introduction; those that follow a list become a text clause of the nearest heading, so that
    they keep their place. Front matter opens the introduction as a code block.
    """
    text = plain.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blocks = []
    front = _FRONT_MATTER.match(text)
    if front is not None:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", front.group(1))), default=0))
        blocks.append(_Block("prose", f"{fence}yaml\n{front.group(1)}\n{fence}"))
        text = text[front.end() :]
    blocks += _blocks(text.expandtabs(4).split("\n"), 0)
    return _assemble(blocks, first_number)


def _assemble(blocks: list[_Block], number: int) -> Document:
    title = next((block for block in blocks if block.kind == "heading"), None)
    intro: list[str] = []
    clauses: list[Clause] = []
    for block in blocks:
        if block is title:
            continue
        code = f"c{number + len(clauses)}"
        if block.kind == "heading":
            clauses.append(Clause(code, None, block.level, "heading", block.text))
        elif block.kind == "item":
            clauses += _rules(block, None, number + len(clauses))
        elif not clauses:
            intro.append(block.text)
        elif clauses[-1].kind == "rule":
            clauses.append(Clause(code, None, 0, "text", block.text))
        else:
            longer = f"{clauses[-1].text}\n\n{block.text}"
            clauses[-1] = replace(clauses[-1], text=longer)
    return Document(title.text if title else "", "\n\n".join(intro), arrange(clauses))


def _rules(item: _Block, parent: str | None, number: int) -> list[Clause]:
    """An item and the items below it, numbered from `number`. What the item says after a list of
    its own is kept with it."""
    prose = "\n\n".join(block.text for block in item.inner if block.kind != "item")
    code = f"c{number}"
    rules = [Clause(code, parent, 1, "rule", item.text + prose)]
    for block in item.inner:
        if block.kind == "item":
            rules += _rules(block, code, number + len(rules))
    return rules


def _blocks(lines: list[str], depth: int) -> Iterator[_Block]:
    """The blocks of some lines, in order, every line in one of them."""
    done = 0
    for token, inline in _outer(_BLOCKS.parse("\n".join(lines))):
        start, end = token.map or (done, done)
        if start < done or start == end:
            continue
        yield from _prose(lines[done:start])
        done = end
        if token.type == "heading_open":
            words = " ".join(line.strip() for line in inline.split("\n"))
            yield _Block("heading", words, int(token.tag[1:]))
        elif token.type == "list_item_open" and depth < _DEEPEST:
            yield _item(lines[start:end], depth)
        elif token.type == "paragraph_open":
            yield _Block("prose", _flow(lines[start:end]))
        else:
            yield from _prose(lines[start:end])
    yield from _prose(lines[done:])


def _outer(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """The outermost blocks, with lists opened into their items, each with the source of the
    inline token behind it."""
    closing = ("", 0)
    for token, after in zip_longest(tokens, tokens[1:]):
        if closing[0]:
            if (token.type, token.level) == closing:
                closing = ("", 0)
            continue
        if token.type in ("bullet_list_open", "ordered_list_open") or token.nesting < 0:
            continue
        if token.nesting == 1:
            closing = (token.type.replace("_open", "_close"), token.level)
        yield token, after.content if after is not None else ""


def _item(lines: list[str], depth: int) -> _Block:
    """A list item: its marker removed, its lines moved left, its own lists inside it. The number
    of a numbered item stays at the start of its text."""
    marker = _MARKER.match(lines[0])
    width = marker.end() if marker else 0
    bare = marker is not None and not marker.group(2)
    moved = [line[min(width + bare, len(line) - len(line.lstrip(" "))) :] for line in lines[1:]]
    content = [lines[0][width:], *moved]
    if all(map(_PLAIN.match, content)):
        inner = [_Block("prose", _flow(content))]
    else:
        inner = list(_blocks(content, depth + 1))
    number = marker.group(1) if marker else ""
    for block in inner:
        if block.kind == "heading":
            block.kind, block.text = "prose", f"{'#' * block.level} {block.text}".rstrip()
    return _Block("item", f"{number} " if number[:1].isdigit() else "", inner=inner)


def _prose(lines: list[str]) -> Iterator[_Block]:
    if any(line.strip() for line in lines):
        yield _Block("prose", "\n".join(lines).strip("\n").rstrip())


def _flow(lines: list[str]) -> str:
    """A paragraph on one line, unless its author broke a line on purpose: guidelines are compared
    by their words, not by where an editor wrapped them."""
    text = lines[0].strip() if len(lines) == 1 else lines[0].lstrip()
    for line in lines[1:]:
        hard = text.endswith(("  ", "\\"))
        text = f"{text}\n{line.lstrip()}" if hard else f"{text.rstrip()} {line.lstrip()}"
    return text.rstrip()
