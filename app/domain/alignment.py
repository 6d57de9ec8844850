"""A new text of a guideline takes over the codes of the old one, clause by clause."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from app.domain.clauses import carries_codes, import_markdown, parse_document
from app.domain.documents import Clause, Document, arrange, highest_number

SIMILAR = 0.6
# Up to this many pairs everything is compared with everything; beyond it, only clauses that share
# uncommon words are.
_ALL_PAIRS = 10_000
_MOST_RIVALS = 20
_COMMON = 50
# A longer text is compared by its beginning: the matcher is quadratic at worst.
_COMPARED = 2000


def align(old: Document, plain: Document, next_number: int) -> Document:
    """`plain` with the codes of `old` where its clauses are the same or similar.

    First the same text under the same headings, then the same text anywhere, then the most
    similar text (difflib ratio of at least 0.6, spaces normalised, best first, then in order of
    the documents). The rest gets new codes from `next_number` on.
    """
    pairs: dict[str, str] = {}
    old_paths, new_paths = _paths(old.clauses), _paths(plain.clauses)
    _pair_equal(old.clauses, plain.clauses, old_paths, new_paths, pairs)
    old_texts = {clause.code: (clause.kind, _words(clause)) for clause in old.clauses}
    new_texts = {clause.code: (clause.kind, _words(clause)) for clause in plain.clauses}
    _pair_equal(old.clauses, plain.clauses, old_texts, new_texts, pairs)
    _pair_similar(old.clauses, plain.clauses, pairs)
    codes: dict[str, str] = {}
    for clause in plain.clauses:
        codes[clause.code] = pairs.get(clause.code) or f"c{next_number}"
        next_number += clause.code not in pairs
    return Document(plain.title, plain.intro, arrange(_renamed(plain.clauses, codes)))


def trace(states: Sequence[str]) -> tuple[Document, ...]:
    """The states of a guideline, oldest first, as documents: a clause has the same code in all of
    them, and none that ended is used again. Codes that every state carries are taken at their word.
    """
    if all(map(carries_codes, states)):
        return tuple(map(parse_document, states))
    traced: list[Document] = []
    highest = 0
    for state in states:
        read = parse_document if carries_codes(state) else import_markdown
        old = traced[-1] if traced else Document("", "", ())
        traced.append(align(old, read(state), highest + 1))
        highest = max(highest, highest_number(traced[-1]))
    return tuple(traced)


def _renamed(clauses: Iterable[Clause], codes: Mapping[str, str]) -> Iterator[Clause]:
    for clause in clauses:
        code, parent = codes[clause.code], codes.get(clause.parent or "")
        if (code, parent) == (clause.code, clause.parent):
            yield clause
        else:
            yield replace(clause, code=code, parent=parent)


def _words(clause: Clause) -> str:
    return " ".join(clause.text.split())


def _paths(clauses: Iterable[Clause]) -> dict[str, Hashable]:
    """Each clause's text with the texts above it: short clauses ("Do:") repeat from section to
    section, and are told apart by where they stand."""
    trails: dict[str, int] = {}
    paths: dict[str, Hashable] = {}
    for clause in clauses:
        above = trails.get(clause.parent or "", 0)
        # A running hash keeps the paths of deep documents small.
        trails[clause.code] = hash((above, clause.text.partition("\n")[0].strip()))
        paths[clause.code] = (above, clause.kind, _words(clause))
    return paths


def _pair_equal(
    old: Iterable[Clause],
    new: Iterable[Clause],
    old_keys: Mapping[str, Hashable],
    new_keys: Mapping[str, Hashable],
    pairs: dict[str, str],
) -> None:
    """Pair the clauses of equal keys, in order, that are not paired yet."""
    taken = set(pairs.values())
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for clause in old:
        if clause.code not in taken:
            waiting[old_keys[clause.code]].append(clause.code)
    for codes in waiting.values():
        codes.reverse()
    for clause in new:
        codes = waiting.get(new_keys[clause.code], [])
        if clause.code not in pairs and codes:
            pairs[clause.code] = codes.pop()


def _pair_similar(old: Iterable[Clause], new: Iterable[Clause], pairs: dict[str, str]) -> None:
    taken = set(pairs.values())
    left = [clause for clause in old if clause.code not in taken]
    fresh = [clause for clause in new if clause.code not in pairs]
    found = []
    for place, rivals in _rivals(fresh, left):
        for rival, ratio in _ratios(fresh[place], [(rival, left[rival]) for rival in rivals]):
            other_kind = fresh[place].kind != left[rival].kind
            found.append((-ratio, other_kind, place, rival))
    for _, _, place, rival in sorted(found):
        code, old_code = fresh[place].code, left[rival].code
        if code not in pairs and old_code not in taken:
            pairs[code] = old_code
            taken.add(old_code)


def _ratios(clause: Clause, rivals: list[tuple[int, Clause]]) -> Iterator[tuple[int, float]]:
    """The rivals that are similar enough, each with its ratio."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(_words(clause)[:_COMPARED])
    for rival, other in rivals:
        matcher.set_seq1(_words(other)[:_COMPARED])
        if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
            continue
        ratio = matcher.ratio()
        if ratio >= SIMILAR:
            yield rival, ratio


def _rivals(fresh: list[Clause], left: list[Clause]) -> Iterator[tuple[int, Iterable[int]]]:
    """For each new clause the old ones worth comparing with it, as places in the lists."""
    if len(fresh) * len(left) <= _ALL_PAIRS:
        yield from ((place, range(len(left))) for place in range(len(fresh)))
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for place, clause in enumerate(left):
        for word in set(clause.text.split()):
            holders[word].append(place)
    for place, clause in enumerate(fresh):
        shared: Counter[int] = Counter()
        for word in set(clause.text.split()):
            holding = holders.get(word, [])
            if len(holding) <= _COMMON:
                shared.update(holding)
        yield place, [rival for rival, _ in shared.most_common(_MOST_RIVALS)]
