"""Where people and a proxy part: rank correlation, pairs, deciles, kinds, the farthest tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from app.domain.intervals import wilson
from app.domain.objectives import (
    SIDES,
    Aspect,
    Judged,
    ProxyFacts,
    oriented,
    value_of,
    verdict_of,
)
from app.domain.ranks import Ranking, kendall, spearman
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")

FEWEST = 3  # tasks; with fewer, a correlation says nothing
BINS = 10
MOST_DOTS = 300
MOST_RANKED = 10_000  # tasks, drawn at random of more: intervals resample them a thousand times
MOST_PARTING = 10
FEWEST_OF_KIND = 5
MOST_KINDS, MOST_VALUES, LONGEST_VALUE = 12, 30, 60
Z = 1.959964


@dataclass(frozen=True)
class Held:
    """Tasks on which both say something: what people value and what the proxy would have more of,
    with the ids, how many people, and the metadata."""

    tasks: Sequence[int]
    people: Numbers
    proxy: Numbers
    voters: Sequence[int]
    details: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PairShare:
    """How often the proxy prefers the side that people prefer. Left out of the share, and told:
    pairs that the proxy calls equal, that people call equal, and on which no answer leads."""

    agree: int
    differ: int
    proxy_equal: int
    people_equal: int
    undecided: int
    share: float | None
    low: float
    high: float


def hold(aspect: Aspect, proxy: ProxyFacts, tasks: Iterable[Judged]) -> Held:
    """The tasks on which both say something."""
    rows = [
        (each.task_id, *found, oriented(proxy, each.said[proxy.id]), each.details)
        for each in tasks
        if proxy.id in each.said and (found := value_of(aspect, each.votes))
    ]
    ids, people, voters, said, details = zip(*rows, strict=True) if rows else ((),) * 5
    return Held(ids, np.array(people, float), np.array(said, float), voters, details)


def pair_share(proxy: ProxyFacts, verdicts: Iterable[tuple[str | None, Judged]]) -> PairShare:
    """How often the proxy prefers the side of a verdict. Pairs are taken as independent."""
    counts: Counter[str] = Counter()
    for verdict, task in verdicts:
        gap = oriented(proxy, task.said[proxy.id])
        if verdict is None:
            counts["undecided"] += 1
        elif verdict not in SIDES:
            counts["people_equal"] += 1
        elif gap == 0:
            counts["proxy_equal"] += 1
        else:
            counts["agree" if (gap > 0) == (verdict == "a") else "differ"] += 1
    agree, differ = counts["agree"], counts["differ"]
    total = agree + differ
    low, high = wilson(agree, total)
    share = agree / total if total else None
    return PairShare(
        agree,
        differ,
        counts["proxy_equal"],
        counts["people_equal"],
        counts["undecided"],
        share,
        low,
        high,
    )


def pair_shares(proxy: ProxyFacts, tasks: Sequence[Judged]) -> dict[str, Any]:
    """Against the majority of people, and against the trusted answers where there are some."""
    said = [each for each in tasks if proxy.id in each.said]
    voted = [(verdict_of(each.votes), each) for each in said if each.votes]
    trusted = [(each.gold, each) for each in said if each.gold is not None]
    return {
        "people": asdict(pair_share(proxy, voted)),
        "trusted": asdict(pair_share(proxy, trusted)) if trusted else None,
    }


def correlations(held: Held) -> dict[str, Any]:
    """Spearman's and Kendall's rank correlations of the proxy with people, each with its 95 %
    interval; of very many tasks over some drawn at random."""
    if len(held.tasks) < FEWEST:
        return {"spearman": None, "kendall": None}
    places = np.arange(len(held.tasks))
    if len(places) > MOST_RANKED:
        places = np.random.default_rng(0).choice(places, MOST_RANKED, replace=False)
    sides = (held.people[places].tolist(), held.proxy[places].tolist())
    return {"spearman": _told(spearman(*sides)), "kendall": _told(kendall(*sides))}


def report_on(aspect: Aspect, proxy: ProxyFacts, tasks: Sequence[Judged]) -> dict[str, Any]:
    """Everything that the page shows of one proxy."""
    held = hold(aspect, proxy, tasks)
    return {
        "proxy": proxy.id,
        "tasks": len(held.tasks),
        **correlations(held),
        "pairs": pair_shares(proxy, tasks) if aspect.kind == "pair" else None,
        "deciles": deciles(held),
        "top": top_decile(held),
        "dots": dots(held),
        "farthest": farthest(held),
        "kinds": favoured_kinds(held),
    }


def _told(found: Ranking | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def percentiles(values: Numbers) -> Numbers:
    """Where each stands among all, from 0 to 1; equal values share the middle of their places."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    return np.asarray(middles[place] / len(values))


def deciles(held: Held) -> list[dict[str, float]]:
    """The tasks in ten parts by the proxy, least first: where each begins and ends, and the mean of
    people's values with its 95 % interval. Equal values stay together, so parts can be fewer."""
    if len(held.tasks) < FEWEST:
        return []
    part = np.minimum((percentiles(held.proxy) * BINS).astype(int), BINS - 1)
    return [_part(held, part == each) for each in np.unique(part)]


def _part(held: Held, inside: NDArray[np.bool_]) -> dict[str, float]:
    people, proxy = held.people[inside], held.proxy[inside]
    mean, spread = float(people.mean()), _spread(people)
    return {
        "from": float(proxy.min()),
        "to": float(proxy.max()),
        "tasks": len(people),
        "mean": mean,
        "low": mean - spread,
        "high": mean + spread,
    }


def top_decile(held: Held) -> dict[str, float] | None:
    """The tenth of the tasks that the proxy would choose, against the tenth that people would: what
    people value each at, all of them, and how many of the proxy's are valued as highly as the
    least of people's own."""
    many = len(held.tasks) // BINS
    if not many:
        return None
    # equal ones go by id: in the order of people's opinion they would flatter the proxy
    by_proxy = np.argsort(-held.proxy, kind="stable")[:many]
    by_people = np.argsort(-held.people, kind="stable")[:many]
    return {
        "tasks": many,
        "proxy": float(held.people[by_proxy].mean()),
        "people": float(held.people[by_people].mean()),
        "all": float(held.people.mean()),
        "as_good": int(np.sum(held.people[by_proxy] >= held.people[by_people].min())),
    }


def farthest(held: Held) -> dict[str, list[dict[str, float]]]:
    """The tasks on which they part most, by their places among all: those that the proxy would have
    more of though people value them less than most, and those that it passes over though people
    value them more. (Where very many have the same value, one that nobody values stands in the
    middle of their places too.)"""
    if len(held.tasks) < FEWEST:
        return {"favoured": [], "passed": []}
    gap = percentiles(held.proxy) - percentiles(held.people)
    order, mean = np.argsort(gap, kind="stable"), held.people.mean()
    pushed = [at for at in order[::-1] if gap[at] > 0 and held.people[at] < mean]
    buried = [at for at in order if gap[at] < 0 and held.people[at] > mean]
    return {
        "favoured": [_row(held, gap, at) for at in pushed[:MOST_PARTING]],
        "passed": [_row(held, gap, at) for at in buried[:MOST_PARTING]],
    }


def _row(held: Held, gap: Numbers, at: int) -> dict[str, float]:
    return {
        "task": held.tasks[at],
        "people": float(held.people[at]),
        "proxy": float(held.proxy[at]),
        "voters": held.voters[at],
        "gap": float(gap[at]),
    }


def favoured_kinds(held: Held) -> list[dict[str, Any]]:
    """Which values of the metadata the proxy places higher, or lower, than people do: the mean gap
    of places with its 95 % interval, the widest first."""
    if len(held.tasks) < FEWEST:
        return []
    gap = percentiles(held.proxy) - percentiles(held.people)
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, details in enumerate(held.details):
        for field, value in details.items():
            if isinstance(value, str | int) and len(str(value)) <= LONGEST_VALUE:
                groups[field, str(value)].append(at)
    values = Counter(field for field, _ in groups)
    found = [
        _kind(field, value, gap[places])
        for (field, value), places in groups.items()
        if len(places) >= FEWEST_OF_KIND and 1 < values[field] <= MOST_VALUES
    ]
    return sorted(found, key=lambda each: -abs(each["gap"]))[:MOST_KINDS]


def _kind(field: str, value: str, gap: Numbers) -> dict[str, Any]:
    mean, spread = float(gap.mean()), _spread(gap)
    ends = {"low": mean - spread, "high": mean + spread}
    return {"field": field, "value": value, "tasks": len(gap), "gap": mean, **ends}


def dots(held: Held) -> list[list[float]]:
    """Some of the tasks, evenly taken: where each stands by the proxy, and people's value."""
    if len(held.tasks) < FEWEST:
        return []
    taken = np.unique(np.linspace(0, len(held.tasks) - 1, MOST_DOTS).astype(int))
    places = percentiles(held.proxy)
    return [[round(float(places[at]), 4), round(float(held.people[at]), 4)] for at in taken]


def _spread(values: Numbers) -> float:
    """Half of the 95 % interval of a mean, by its standard error."""
    return float(Z * values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else 0.0
