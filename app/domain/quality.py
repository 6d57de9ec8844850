"""How far a project's people agree: over all, by answer, clause, version, slice and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from app.domain.kappa import cohen_kappa_from_table
from app.domain.patterns import Estimate, Measure, Patterns, estimate
from app.domain.schemas import AnswerSchema
from app.domain.sheets import Sheet
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
else:
    np = Later("numpy")

MOST_ANSWERS = 200  # beyond so many different ones, nominal agreement says nothing
MOST_SHOWN = 12  # answers in a table of what was taken for what
MOST_GROUPS = 50
MOST_APART = 50  # labels of a task that are compared with one another
BINS = 16  # pieces of time
PER_BIN = 40  # tasks in each, at least
FEW = 30  # tasks, under which an interval is a guess
PREVALENT = 0.9  # share of one answer from which alpha is easily misread


@dataclass(frozen=True)
class Group:
    """Tasks looked at together. `until`: the last of their labels, for pieces of time."""

    name: str
    tasks: int
    percent: Estimate | None
    alpha: Estimate | None
    since: float = 0.0
    until: float = 0.0


def measure_all(sheet: Sheet, schema: AnswerSchema) -> dict[str, Any]:
    """Every measure over all tasks, each with its interval; None where it is undefined or says
    nothing of such answers. `sheet`: one independent label of each person and task."""
    patterns = patterns_of(sheet)
    scale = scale_of(schema, sheet.values)
    names: tuple[Measure, ...] = ("percent", "nominal", "fleiss")
    if scale is not None:
        names += ("ordinal", "interval")
    found = {name: as_dict(estimate(patterns, name, scale)) for name in names}
    return {
        "measures": found,
        "tasks": patterns.tasks,
        "unanimous": patterns.unanimous(),
        "warnings": warn(patterns, sheet),
    }


def warn(patterns: Patterns, sheet: Sheet) -> list[str]:
    """Why the figures may mislead: few, prevalent, or many."""
    found = []
    if patterns.tasks < FEW:
        found.append("few")
    given = np.bincount(sheet.answers, minlength=1)
    if len(sheet) and given.max() / len(sheet) >= PREVALENT:
        found.append("prevalent")
    if len(sheet.values) > MOST_ANSWERS:
        found.append("many")
    return found


def patterns_of(sheet: Sheet, keys: Ints | None = None) -> Patterns:
    """The patterns of a sheet's tasks, or of other units, by a key of each row; none where there
    are too many different answers."""
    if len(sheet.values) > MOST_ANSWERS:
        return Patterns.of(sheet.tasks[:0], sheet.answers[:0], 1)
    return Patterns.of(sheet.tasks if keys is None else keys, sheet.answers, len(sheet.values))


def by_answer(sheet: Sheet) -> list[dict[str, Any]]:
    """Each answer against all others, most given first: how often it was given, and alpha of
    "this one, or not?"."""
    patterns = patterns_of(sheet)
    if not patterns.tasks:
        return []
    given = np.bincount(sheet.answers, minlength=len(sheet.values))
    order = sorted(range(len(given)), key=lambda at: (-given[at], sheet.values[at]))
    return [
        {
            "value": sheet.values[at],
            "labels": int(given[at]),
            "alpha": as_dict(estimate(patterns.against_rest(at), "nominal")),
        }
        for at in order[:MOST_GROUPS]
        if given[at]
    ]


def confusion(sheet: Sheet) -> dict[str, Any]:
    """How often two people gave the one and the other answer to the same task, for the answers
    given most."""
    patterns = patterns_of(sheet)
    if not patterns.tasks:
        return {"values": [], "counts": [], "left": 0}
    given = np.bincount(sheet.answers, minlength=len(sheet.values))
    shown = [at for at in np.argsort(-given, kind="stable")[:MOST_SHOWN] if given[at]]
    pairs = patterns.pairs()
    counts = pairs[np.ix_(shown, shown)]
    return {
        "values": [sheet.values[at] for at in shown],
        "counts": [[int(cell) for cell in row] for row in counts],
        "left": int(np.count_nonzero(given)) - len(shown),
    }


def by_pair(sheet: Sheet) -> list[dict[str, Any]]:
    """Cohen's kappa (Cohen, 1960) and percent agreement of two people on the tasks that both have
    answered, those pairs first that share most."""
    order = np.argsort(sheet.tasks, kind="stable")
    tasks, people, answers = sheet.tasks[order], sheet.people[order], sheet.answers[order]
    _, people = np.unique(people, return_inverse=True)
    names, width = np.unique(sheet.people), len(sheet.values)
    found: dict[tuple[int, int], Ints] = {}
    met = []
    for gap in range(1, MOST_APART):
        same = np.flatnonzero(tasks[gap:] == tasks[:-gap])
        if not len(same):
            break
        one, other = people[same], people[same + gap]
        first, second = answers[same], answers[same + gap]
        swap = one > other
        one, other = np.where(swap, other, one), np.where(swap, one, other)
        first, second = np.where(swap, second, first), np.where(swap, first, second)
        met.append(((one * len(names) + other) * width + first) * width + second)
    if not met or width > MOST_ANSWERS:
        return []
    cells, counts = np.unique(np.concatenate(met), return_counts=True)
    pairs, cells = np.divmod(cells, width * width)
    shared = np.bincount(np.unique(pairs, return_inverse=True)[1], weights=counts)
    met_most = np.unique(pairs)[np.argsort(-shared, kind="stable")[:MOST_GROUPS]]
    for pair in met_most:
        table = np.zeros(width * width, dtype=np.int64)
        table[cells[pairs == pair]] = counts[pairs == pair]
        found[divmod(int(pair), len(names))] = table.reshape(width, width)
    return [
        {
            "people": [int(names[one]), int(names[other])],
            "tasks": int(table.sum()),
            "percent": float(np.trace(table) / table.sum()),
            "kappa": cohen_kappa_from_table(table),
        }
        for (one, other), table in found.items()
    ]


def by_version(sheet: Sheet) -> list[Group]:
    """Agreement among the labels that were made under the same revision, in the order of these."""
    groups = []
    for revision in np.unique(sheet.revisions):
        made = sheet.only(sheet.revisions == revision)
        groups.append(_group(str(revision), made))
    return [each for each in groups if each.tasks]


def by_time(sheet: Sheet) -> list[Group]:
    """Agreement in equal pieces of the tasks, in the order in which the last label of each was
    made."""
    if not len(sheet):
        return []
    tasks, rows = np.unique(sheet.tasks, return_inverse=True)
    many = np.bincount(rows)
    last = np.full(len(tasks), -np.inf)
    np.maximum.at(last, rows, sheet.at)
    pairable = np.flatnonzero(many >= 2)
    pairable = pairable[np.argsort(last[pairable], kind="stable")]
    pieces = min(BINS, len(pairable) // PER_BIN)
    if pieces < 2 or np.ptp(last[pairable]) == 0:
        return []
    piece = np.full(len(tasks), -1)
    piece[pairable] = np.arange(len(pairable)) * pieces // len(pairable)
    groups = []
    for at in range(pieces):
        inside = np.flatnonzero(piece == at)
        made = sheet.only(piece[rows] == at)
        since, until = float(last[inside].min()), float(last[inside].max())
        groups.append(_group(str(at + 1), made, since, until))
    return groups


def by_clause(sheet: Sheet, citations: Ints) -> list[Group]:
    """Agreement on the tasks where some label cites a clause, most tasks first; `citations`: rows
    of (label, clause)."""
    if not len(citations) or not len(sheet):
        return []
    place = np.searchsorted(sheet.ids, citations[:, 0])
    place = np.minimum(place, len(sheet) - 1)
    known = sheet.ids[place] == citations[:, 0]
    tasks, clauses = sheet.tasks[place[known]], citations[known, 1]
    groups = [
        _group(str(clause), sheet.only(np.isin(sheet.tasks, tasks[clauses == clause])))
        for clause in np.unique(clauses)
    ]
    return _largest(groups)


def by_slice(sheet: Sheet, slices: Mapping[int, str]) -> list[Group]:
    """Agreement by what a field of the tasks' metadata says, most tasks first."""
    codes: dict[str, int] = {}
    tasks, rows = np.unique(sheet.tasks, return_inverse=True)
    of_task = np.array(
        [codes.setdefault(slices.get(int(task), ""), len(codes)) for task in tasks], dtype=np.int64
    )
    many = np.bincount(of_task, minlength=len(codes))
    names = sorted(codes, key=lambda name: (-many[codes[name]], name))[:MOST_GROUPS]
    return _largest(_group(name, sheet.only(of_task[rows] == codes[name])) for name in names)


def scale_of(schema: AnswerSchema, values: Iterable[str]) -> list[float] | None:
    """The answers as numbers, where they are steps of a scale."""
    if schema.kind != "rating":
        return None
    try:
        return [float(value) for value in values]
    except ValueError:  # of another schema, from before it was changed
        return None


def as_dict(found: Estimate | None) -> dict[str, Any] | None:
    """An estimate as JSON holds it."""
    return asdict(found) if found else None


def _group(name: str, sheet: Sheet, since: float = 0.0, until: float = 0.0) -> Group:
    patterns = patterns_of(sheet)
    percent, alpha = (estimate(patterns, measure) for measure in ("percent", "nominal"))
    return Group(name, patterns.tasks, percent, alpha, since, until)


def _largest(groups: Iterable[Group]) -> list[Group]:
    kept = sorted((each for each in groups if each.tasks), key=lambda each: -each.tasks)
    return kept[:MOST_GROUPS]
