"""Reads the HTML in a Jinja source: its elements, their attributes, and which are roots."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
VALUE = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
TAG = re.compile(r"(\{%.*?%\})", re.DOTALL)
WORD = re.compile(r"\{%[-+]?\s*(\w+)")
EITHER = "⁇"  # stands in an attribute between what is written in one branch and in the other


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it is written; values of expressions stand as «expression»."""

    tag: str
    attributes: dict[str, str]
    line: int
    is_root: bool


@dataclass
class Branches:
    """An `if`, or a `for` with its `else`: what stood before it, and the most roots of a branch."""

    open: list[str]
    roots: int
    most: int = 0


@dataclass
class Reader(HTMLParser):
    """Feeds on the text between Jinja's tags; each branch of an `if` starts where it stood."""

    elements: list[Element] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    branches: list["Branches"] = field(default_factory=list)
    loops: int = 0
    roots: int = 0
    most_roots: int = 0
    macros: int = 0
    strays: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; a root in a loop counts twice, since it may come twice."""
        is_root = not self.open and not self.macros
        self.elements.append(
            Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0], is_root)
        )
        if is_root:
            self.roots += 2 if self.loops else 1
            self.most_roots = max(self.most_roots, self.roots)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<use/>` opens nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close up to the matching element, as browsers do."""
        if tag not in self.open:
            self.strays.append(f"{self.getpos()[0]} </{tag}>")
            return
        while self.open.pop() != tag:
            pass

    def jinja(self, word: str) -> None:
        """Follow a tag of Jinja: branches are alternatives, macros are not part of the page."""
        if word == "if":
            self.branches.append(Branches(list(self.open), self.roots))
        elif word == "for":
            self.branches.append(Branches(list(self.open), self.roots))
            self.loops += 1
        elif word in ("else", "elif") and self.branches:
            last = self.branches[-1]
            last.most = max(last.most, self.roots)
            self.open, self.roots = list(last.open), last.roots
        elif word in ("endif", "endfor"):
            self.roots = max(self.branches.pop().most, self.roots)
            self.loops -= word == "endfor"
        elif word in ("macro", "endmacro"):
            self.macros += 1 if word == "macro" else -1


def read(source: str) -> Reader:
    """The elements of a template's source."""
    blank = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    plain = VALUE.sub(lambda found: "«" + quoteless(found[1]) + "»", blank)
    reader = Reader()
    for piece in TAG.split(plain):
        if piece.startswith("{%"):
            word = WORD.match(piece)
            reader.jinja(word[1] if word else "")
            if not reader.rawdata:
                reader.feed("\n" * piece.count("\n"))
            elif word and word[1] in ("else", "elif"):
                reader.feed(EITHER)
        else:
            reader.feed(piece)
    reader.close()
    return reader


def quoteless(expression: str) -> str:
    """An expression that cannot end the attribute it stands in."""
    return (
        expression.strip().replace('"', "'").replace("<", "‹").replace(">", "›").replace("'", "ʼ")
    )
