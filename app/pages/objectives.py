"""What a model would be trained to do by a proxy, held against what people value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id
from app.domain.figures import Standing
from app.domain.objectives import Aspect, find_aspect, list_aspects
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import excerpt
from app.errors import NotFound
from app.languages import mark, say
from app.pages.figures import StandingView, view_standing
from app.pages.proxies import ProxyView, view_proxies
from app.queries.projects import get_project
from app.queries.proxies import list_proxies, map_proxied_tasks
from app.queries.terms import get_schema

# from which rank correlation on the words hold; they are ours, and only of use beside the number
WORDS = (
    (0.7, mark("would mostly follow what people say")),
    (0.4, mark("would partly follow what people say")),
    (0.1, mark("would hardly follow what people say")),
    (-0.1, mark("would follow nothing of what people say")),
    (-1.0, mark("would go against what people say")),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate with its 95 % interval."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PairShareView:
    """How often a proxy prefers the side that people prefer, over `pairs`; and the pairs that are
    left out of it."""

    share: Measured | None
    agree: int
    pairs: int
    proxy_equal: int
    people_equal: int
    undecided: int


@dataclass(frozen=True, slots=True)
class ProxyRow:
    """A proxy in the overview. `tasks`: those on which both say something."""

    proxy: ProxyView
    tasks: int
    spearman: Measured | None
    kendall: Measured | None
    people: PairShareView | None
    trusted: PairShareView | None
    verdict: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the tasks by the proxy: from where to where, and what people value them at."""

    start: float
    end: float
    tasks: int
    mean: Measured


@dataclass(frozen=True, slots=True)
class TopView:
    """The tenth that the proxy would choose against the one that people would: what people value
    each at, and all tasks; `as_good`: of the proxy's, those valued as highly as people's own."""

    tasks: int
    proxy: float
    people: float
    all: float
    as_good: int


@dataclass(frozen=True, slots=True)
class ParterView:
    """A task on which people and the proxy part. `note` is what a question about it begins with;
    `question` the number of one that is open already."""

    task: UUID
    external_id: str
    text: str
    people: float
    proxy: float
    voters: int
    gap: float
    note: str
    question: int | None
    key: UUID


@dataclass(frozen=True, slots=True)
class KindRow:
    """A value of the metadata, and by how many places of a hundred the proxy puts such tasks higher
    than people do."""

    field: str
    value: str
    tasks: int
    gap: Measured


@dataclass(frozen=True, slots=True)
class DetailView:
    """Everything of one proxy."""

    row: ProxyRow
    parts: tuple[PartRow, ...]
    top: TopView | None
    dots: tuple[tuple[float, float], ...]
    favoured: tuple[ParterView, ...]
    passed: tuple[ParterView, ...]
    kinds: tuple[KindRow, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """The objective in words, and its proxies held against people's values. `aspects` can be
    chosen, none where answers are no numbers; `least` and `most` are the ends of the value."""

    root: str
    objective: str
    standing: StandingView | None
    aspects: tuple[tuple[str, str], ...]
    aspect: str
    words: str
    kind: str
    least: float
    most: float
    proxies: tuple[ProxyView, ...]
    rows: tuple[ProxyRow, ...] = ()
    detail: DetailView | None = None

    @property
    def address(self) -> str:
        """Which proxy and value this is, as the page's address says it."""
        return f"proxy={self.detail.row.proxy.id}" if self.detail else ""


def need_aspect(db: Session, actor: Actor, key: str) -> str | None:
    """The key of the value meant, for the ML team; None where the answers are no numbers."""
    if not is_ml_team(actor):
        raise NotFound
    schema = get_schema(db, actor.project_id)
    aspect = find_aspect(schema, key)
    if aspect is None and key:
        raise NotFound
    return aspect.key if aspect else None


def show_objective(
    db: Session, actor: Actor, key: str, standing: Standing | None, proxy_id: int | None = None
) -> ObjectiveView:
    """The figure of one value of people's, with one proxy in all its detail: the one named, or the
    first that says something."""
    need_aspect(db, actor, key)
    project, schema = get_project(db, actor.project_id), get_schema(db, actor.project_id)
    aspect = find_aspect(schema, key)
    proxies = view_proxies(db, actor, list_proxies(db, actor))
    least, most = _ends(schema, aspect)
    known = {each.id: each for each in proxies}
    reports = (standing.data or {}).get("reports", []) if standing else []
    told = [each for each in reports if each["proxy"] in known]
    rows = tuple(_row(known[each["proxy"]], each) for each in told)
    chosen = [each for each in told if each["proxy"] == proxy_id] or [
        each for each in told if each["tasks"] and proxy_id is None
    ]
    return ObjectiveView(
        root=f"/projects/{project.slug}",
        objective=project.objective,
        standing=view_standing(standing) if standing else None,
        aspects=tuple((each.key, each.words) for each in list_aspects(schema)),
        aspect=aspect.key if aspect else "",
        words=aspect.words if aspect else "",
        kind=aspect.kind if aspect else "",
        least=least,
        most=most,
        proxies=proxies,
        rows=rows,
        detail=_detail(db, actor, known[chosen[0]["proxy"]], chosen[0]) if chosen else None,
    )


def _ends(schema: Any, aspect: Aspect | None) -> tuple[float, float]:
    if aspect is None or aspect.kind == "share":
        return 0.0, 1.0
    if aspect.kind == "pair":
        return -1.0, 1.0
    named = [each.asked for each in schema.dimensions if each.name == aspect.dimension]
    asked = named[0] if named else schema
    return float(asked.lowest), float(asked.highest)


def _measured(found: Mapping[str, Any] | None, name: str = "value") -> Measured | None:
    if not found or found[name] is None:
        return None
    return Measured(found[name], found["low"], found["high"])


def _row(proxy: ProxyView, report: Mapping[str, Any]) -> ProxyRow:
    spearman, pairs = _measured(report["spearman"]), report["pairs"] or {}
    return ProxyRow(
        proxy,
        report["tasks"],
        spearman,
        _measured(report["kendall"]),
        _share(pairs.get("people")),
        _share(pairs.get("trusted")),
        _verdict(spearman),
    )


def _share(found: Mapping[str, Any] | None) -> PairShareView | None:
    if not found:
        return None
    left = {name: found[name] for name in ("proxy_equal", "people_equal", "undecided")}
    pairs = found["agree"] + found["differ"]
    return PairShareView(_measured(found, "share"), found["agree"], pairs, **left)


def _verdict(spearman: Measured | None) -> str:
    """What a model trained on it would do, in words; where the interval holds 0, that it is not
    known."""
    if spearman is None:
        return ""
    if spearman.low is None or spearman.high is None or spearman.low <= 0 <= spearman.high:
        return say("may as well follow chance: the interval holds 0")
    return say(next(words for least, words in WORDS if spearman.value >= least))


def _detail(db: Session, actor: Actor, proxy: ProxyView, report: Mapping[str, Any]) -> DetailView:
    parts, far = report["deciles"], report["farthest"]
    both = [*far["favoured"], *far["passed"]]
    tasks = map_proxied_tasks(db, actor, [each["task"] for each in both])

    def view(rows: Sequence[Mapping[str, Any]]) -> tuple[ParterView, ...]:
        return tuple(
            _parter(proxy, tasks[row["task"]], row) for row in rows if row["task"] in tasks
        )

    return DetailView(
        row=_row(proxy, report),
        parts=tuple(
            PartRow(
                each["from"],
                each["to"],
                each["tasks"],
                Measured(each["mean"], each["low"], each["high"]),
            )
            for each in parts
        ),
        top=TopView(**report["top"]) if report["top"] else None,
        dots=tuple((x, y) for x, y in report["dots"]),
        favoured=view(far["favoured"]),
        passed=view(far["passed"]),
        kinds=tuple(
            KindRow(
                each["field"],
                each["value"],
                each["tasks"],
                Measured(each["gap"], each["low"], each["high"]),
            )
            for each in report["kinds"]
        ),
    )


def _parter(proxy: ProxyView, task: Any, row: Mapping[str, Any]) -> ParterView:
    numbers = {"people": f"{row['people']:.2f}", "proxy": f"{row['proxy']:g}", "name": proxy.name}
    return ParterView(
        task=task.key,
        external_id=task.external_id,
        text=excerpt(task.body, 160),
        people=row["people"],
        proxy=row["proxy"],
        voters=row["voters"],
        gap=row["gap"],
        note=say(
            "People and “%(name)s” part here: people give %(people)s, it gives %(proxy)s. Is the "
            "guideline right, or what we optimise?",
            **numbers,
        ),
        question=task.question,
        key=new_ordered_id(),
    )
