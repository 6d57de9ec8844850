"""What a ruling would have the guideline say: a clause of its own, or words added to one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import Clause, Document
from app.domain.edits import amend, find_clause, insert
from app.domain.texts import capital

# English words that open sentences and are nobody's name
OPENERS = frozenset(
    "a an the this that these those it its he she they their we our you your his her who whoever "
    "what whatever which somebody someone something anybody anyone anything everybody everyone "
    "nobody nothing any all some no not each every both either neither one two most many few "
    "several only such other another there here when where while if unless until because although "
    "in on at by for with without of from to as after before during between but and or".split()
)
_FIRST = re.compile(r"([A-Z][a-z]*)(?:['’]\w+)?(?![\w-])")
_TWICE = re.compile(r"\A(?:when|if)\s+", re.IGNORECASE)  # the sentence says "When" itself
_EXCEPT = re.compile(r"\Aexcept\b:?\s*", re.IGNORECASE)


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
    condition = _inside(proposal, _TWICE.sub("", proposal.condition.strip(), count=1))
    if condition and proposal.answer:
        words = f"When {condition}, answer **{proposal.answer}**."
    elif proposal.answer:
        words = f"Answer **{proposal.answer}**."
    else:
        words = proposal.rationale.strip() or f"{condition}."
    said = _EXCEPT.sub("", proposal.exceptions.strip(), count=1)
    lead, rest = "", said
    if after := _TWICE.match(said):
        lead, rest = after[0].lower(), said[after.end() :]
    exceptions = lead + _inside(proposal, rest)
    return f"{words} Except: {exceptions}." if exceptions else words


def _inside(proposal: Proposal, phrase: str) -> str:
    """A phrase as it reads inside of a sentence. Its first word is written small where that is
    safe: a word that opens sentences, or one that the ruling writes small elsewhere and never
    large. Names, and other languages, stay as they are."""
    phrase = phrase.rstrip(".。")
    found = _FIRST.match(phrase)
    if found is None:
        return phrase
    word = found[1]
    parts = proposal.heading, proposal.condition, proposal.exceptions, proposal.rationale
    elsewhere = re.findall(
        rf"\b{word}\b", " ".join(parts).replace(phrase, phrase[len(word) :], 1), re.I
    )
    is_small = bool(elsewhere) and all(each.islower() for each in elsewhere)
    if word.lower() in OPENERS or is_small:
        return phrase[0].lower() + phrase[1:]
    return phrase


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
        heading = capital(" ".join(proposal.heading.split()).rstrip("?")) or "New rule"
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
