"""Guidelines as Markdown with ids: reading and writing, the same bytes both ways.

    # Title

    The introduction.

    ## Heading {#c1}

    A paragraph of the heading's own.

    - a rule {#c2}
      - a rule below it {#c3}

    A paragraph after a list {#c4}

Rules are indented by the width of the markers above them, so that every Markdown reader nests
them. A text clause whose first line would read as something else has its id on a line of its own.
"""

import re
from collections import Counter
from dataclasses import replace

from app.domain.documents import KINDS, Clause, Document, arrange, tidy
from app.domain.outlines import import_markdown
from app.errors import Invalid
from app.languages import say

__all__ = [
    "KINDS",
    "Clause",
    "Document",
    "arrange",
    "carries_codes",
    "import_markdown",
    "parse_document",
    "render_document",
    "settle",
    "tidy",
]

_ID = re.compile(r"(?:^|(?<= ))\{#(c[1-9][0-9]{0,8})\}$")
_HEADING = re.compile(r"(#{1,6})(?: (.*))?$")
_RULE = re.compile(r"( *)(?:(-)(?: (.*))?|([0-9]{1,9}[.)] )(.*))$")
_NUMBERED = re.compile(r"[0-9]{1,9}[.)] ")
# Any line but a first one that ends in an id gets a backslash there, so that it starts no clause.
_LIKE_ID = re.compile(r"(\\*\{#c[1-9][0-9]{0,8}\})$")
_ESCAPED = re.compile(r"\\(\\*\{#c[1-9][0-9]{0,8}\})$")
# First lines that an id behind them would break, or that would be read as another kind.
_BLOCK_START = re.compile(r"```|~~~|\||<|\s|$")
_OTHER_KIND = re.compile(r"#{1,6}(?: |$)|-(?: |$)|[0-9]{1,9}[.)] ")


def carries_codes(markdown: str) -> bool:
    """Whether a file is of our own form, for `parse_document`, rather than plain Markdown."""
    return any(_ID.search(line.rstrip("\r")) for line in markdown.split("\n"))


def parse_document(markdown: str) -> Document:
    """The document that our own Markdown describes. What belongs to no clause is introduction.
    Raises Invalid where two clauses have the same id."""
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    title = _HEADING.match(lines[0]) if not _ID.search(lines[0]) else None
    titled = title is not None and title.group(1) == "#"
    intro: list[str] = []
    found: list[tuple[Clause, list[str]]] = []
    open_rules: list[tuple[int, str]] = []
    for line in lines[1 if titled else 0 :]:
        if not line:  # every second line of many a guideline
            (found[-1][1] if found else intro).append(line)
            continue
        clause = _clause_of(line, open_rules)
        if clause is not None:
            found.append((clause, [clause.text]))
            continue
        offset = open_rules[-1][0] if open_rules else 0
        body = line[min(offset, len(line) - len(line.lstrip(" "))) :]
        (found[-1][1] if found else intro).append(_ESCAPED.sub(r"\1", body))
    _refuse_twins([clause.code for clause, _ in found])
    clauses = (
        clause if len(lines) == 1 else replace(clause, text="\n".join(lines))
        for clause, lines in found
    )
    words = (title.group(2) or "") if titled and title else ""
    return Document(_ESCAPED.sub(r"\1", words.strip()), tidy("\n".join(intro)), arrange(clauses))


def _clause_of(line: str, open_rules: list[tuple[int, str]]) -> Clause | None:
    """The clause that a line starts, if it does; keeps the stack of (content offset, code) of the
    rules that are open at this line."""
    place = line.rfind("{#")  # most lines of a long guideline carry one, and it stands at the end
    mark = _ID.match(line, place) if place >= 0 and line[place - 1 : place] in ("", " ") else None
    if mark is None:
        return None
    code, start = mark.group(1), line[: mark.start()].removesuffix(" ")
    rule = _RULE.match(start)
    if rule is not None:
        indent, dash, after_dash, number, after_number = rule.groups()
        while open_rules and open_rules[-1][0] > len(indent):
            open_rules.pop()
        parent = open_rules[-1][1] if open_rules else None
        open_rules.append((len(indent) + len(number or "- "), code))
        text = after_dash or "" if dash else f"{number}{after_number}"
        return Clause(code, parent, len(open_rules), "rule", text)
    if start[:1].isspace():
        return None
    open_rules.clear()
    heading = _HEADING.match(start)
    if heading is not None:
        return Clause(code, None, len(heading.group(1)), "heading", heading.group(2) or "")
    return Clause(code, None, 0, "text", start)


def _refuse_twins(codes: list[str]) -> None:
    twin = next((code for code, times in Counter(codes).items() if times > 1), None)
    if twin is not None:
        raise Invalid(say("The id %(twin)s stands at two clauses.", twin=twin), field="document")


def render_document(document: Document) -> str:
    """The Markdown of a document. `parse_document` of it gives the document back, tidied and
    arranged; rendering that again gives the same bytes."""
    document = settle(document)
    blocks = [_escape(f"# {document.title}".rstrip())]
    if document.intro:
        blocks += ["", *map(_escape, document.intro.split("\n"))]
    offsets: dict[str, int] = {}
    loose_before = True
    for clause in document.clauses:
        under = offsets.get(clause.parent or "", 0)
        lines = _lines(clause)
        loose = clause.kind != "rule" or "" in lines
        if loose or loose_before:
            blocks.append("")
        numbered = _NUMBERED.match(clause.text)
        if clause.kind == "rule":
            offsets[clause.code] = under + (numbered.end() if numbered else 2)
        blocks.append(" " * under + lines[0])
        inner = " " * offsets.get(clause.code, 0)
        blocks += [inner + _escape(line) if line else "" for line in lines[1:]]
        loose_before = loose
    return "\n".join(blocks) + "\n"


def settle(document: Document) -> Document:
    """What reading the document's Markdown gives: the same, tidied and arranged."""
    title = re.sub(r"[\r\n]+", " ", document.title).strip()
    return Document(title, tidy(document.intro), arrange(document.clauses))


def _lines(clause: Clause) -> list[str]:
    """The lines of a clause, the first one with its marker and its id, none of them indented."""
    lines = clause.text.split("\n")
    apart = bool(_BLOCK_START.match(lines[0])) and bool(clause.text)
    if clause.kind == "text":
        apart = apart or bool(_OTHER_KIND.match(lines[0]))
    if apart and clause.kind != "heading":
        lines = ["", "", *lines]
    marker = {"heading": "#" * clause.level, "rule": "-", "text": ""}[clause.kind]
    if clause.kind == "rule" and _NUMBERED.match(clause.text):
        marker = ""
    first = " ".join(filter(None, (marker, lines[0], f"{{#{clause.code}}}")))
    return [first, *lines[1:]]


def _escape(line: str) -> str:
    return _LIKE_ID.sub(r"\\\1", line)
