"""What a ruling would have the guideline say: a clause of its own, or words added to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import Clause, Document
from app.domain.edits import amend, find_clause, insert


@dataclass(frozen=True)
class Proposal:
    """A ruling in words. `answer` is the answer's label, "" where people may differ; `codes` are
    the clauses that it touches."""

    heading: str
    condition: str
    answer: str
    exceptions: str
    rationale: str
    codes: tuple[str, ...]


def sentence(proposal: Proposal) -> str:
    """Condition, answer and exceptions as one rule in words."""
    condition = proposal.condition.strip().rstrip(".")
    if condition and proposal.answer:
        words = f"When {condition}, answer **{proposal.answer}**."
    elif proposal.answer:
        words = f"Answer **{proposal.answer}**."
    else:
        words = proposal.rationale.strip() or f"{condition}."
    exceptions = proposal.exceptions.strip().rstrip(".")
    return f"{words} Except: {exceptions}." if exceptions else words


def apply_proposals(
    document: Document, proposals: Sequence[Proposal], first_number: int
) -> tuple[Document, list[str]]:
    """The document with every proposal in it, and the code where each one stands.

    A ruling that touches exactly one clause amends it; any other becomes a section at the end.
    """
    codes: list[str] = []
    for proposal in proposals:
        words = sentence(proposal)
        touched = [code for code in proposal.codes if find_clause(document, code)]
        clause = find_clause(document, touched[0]) if len(touched) == 1 else None
        if clause is not None:
            gap = " " if clause.kind == "rule" else "\n\n"
            document = amend(document, clause.code, clause.text.rstrip() + gap + words)
            codes.append(clause.code)
            continue
        code = f"c{first_number}"
        first_number += 1
        heading = " ".join(proposal.heading.split()).rstrip("?") or "New rule"
        section = Clause(code, None, _top_level(document), "heading", f"{heading}\n\n{words}")
        document = insert(document, section, _last_section(document))
        codes.append(code)
    return document, codes


def _top_level(document: Document) -> int:
    levels = [clause.level for clause in document.clauses if clause.kind == "heading"]
    return min(levels, default=2)


def _last_section(document: Document) -> str | None:
    """The clause behind which a new section stands last."""
    level = _top_level(document)
    heads = [each for each in document.clauses if each.kind == "heading" and each.level == level]
    if heads:
        return heads[-1].code
    return document.clauses[-1].code if document.clauses else None
