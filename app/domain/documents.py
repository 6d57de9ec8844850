"""Guidelines as values: a document is a title, an introduction and clauses in order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

KINDS = ("heading", "rule", "text")
_CODE = re.compile(r"c([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered piece of a guideline. `code` ("c7") survives edits and is never reused.

    kind "heading": `level` 1 to 6; the first line of `text` is the heading, the rest its own
    paragraphs. kind "rule": a list item, `level` is its depth from 1; a text that begins with
    "1. " is an item of a numbered list. kind "text": paragraphs that follow a list, level 0.
    `parent` is the clause it stands under: an enclosing rule, or the nearest heading.
    """

    code: str
    parent: str | None
    level: int
    kind: str
    text: str


@dataclass(frozen=True)
class Document:
    """`intro` is what stands before the first clause; it has no code."""

    title: str
    intro: str
    clauses: tuple[Clause, ...]


def code_number(code: str) -> int:
    """The number of a code: 7 for "c7"; 0 for what is no code."""
    match = _CODE.fullmatch(code)
    return int(match.group(1)) if match else 0


def highest_number(document: Document) -> int:
    """The largest number among the codes, 0 for a document without clauses."""
    return max((code_number(clause.code) for clause in document.clauses), default=0)


def tidy(text: str, kind: str = "text") -> str:
    """A clause's text as it can be kept in Markdown: newlines as \\n, no blank end, no spaces on
    blank lines, and no blank start (a heading may have an empty first line)."""
    if "\n" not in text and "\r" not in text:  # most clauses, and there may be 100,000 of them
        return text.strip() if kind == "heading" else text if text.strip() else ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [line if line.strip() else "" for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    while kind != "heading" and lines and not lines[0]:
        lines.pop(0)
    if kind == "heading" and lines:
        lines[0] = lines[0].strip()
    return "\n".join(lines)


def arrange(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses with levels and parents that agree with their order.

    A heading stands under the nearest earlier heading of a smaller level. A rule stays under the
    rule it names as parent if that one is still open above it, otherwise it moves up to the
    nearest heading. Texts are tidied.
    """
    headings: list[Clause] = []
    rules: list[str] = []
    arranged = []
    for clause in clauses:
        level = 0
        if clause.kind == "heading":
            level = min(6, max(1, clause.level))
            headings = [heading for heading in headings if heading.level < level]
        parent = headings[-1].code if headings else None
        if clause.kind == "rule":
            depth = rules.index(clause.parent) + 1 if clause.parent in rules else 0
            parent = rules[depth - 1] if depth else parent
            rules, level = [*rules[:depth], clause.code], depth + 1
        else:
            rules = []
        text = tidy(clause.text, clause.kind)
        if (parent, level, text) != (clause.parent, clause.level, clause.text):
            clause = Clause(clause.code, parent, level, clause.kind, text)
        arranged.append(clause)
        if clause.kind == "heading":
            headings.append(arranged[-1])
    return tuple(arranged)
