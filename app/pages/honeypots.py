"""Gold as those see it who set it: what there is, how it is mixed in, who fails it, what is asked.

Figures are of answers that are final: what can still be taken back is not counted yet.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.honeypots import Plan
from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.languages import lookup, mark, say
from app.pages.doubts import DoubtView, list_options, name_failed, view_doubts
from app.pages.pauses import ProposalView, view_proposals
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.doubts import count_doubts
from app.queries.golds import (
    PAGE,
    GoldFacts,
    count_asked,
    count_golds,
    list_golds,
    map_asked,
)
from app.queries.members import map_names
from app.queries.scores import Judged, list_judged
from app.queries.terms import get_plan, get_schema
from app.records.events import Event

SOURCES = {
    "import": mark("imported"),
    "hand": mark("set by hand"),
    "ruling": mark("a ruling’s answer"),
    "cases": mark("a case"),
    "unanimous": mark("all agree"),
    "doubt": mark("re-keyed after a doubt"),
}


@dataclass(frozen=True, slots=True)
class PlanView:
    """How gold is mixed in, in per cent; nothing of what is drawn."""

    share: int
    first: int
    tells: bool
    pause_below: int

    @property
    def is_on(self) -> bool:
        """Whether it is."""
        return self.share > 0


@dataclass(frozen=True, slots=True)
class GoldStanding:
    """The figures at the head of the page."""

    all: int
    used: int
    asked: int
    people: int
    doubts: int


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A gold task. `asked`: for how many people it was mixed in; `judged` answers count for or
    against somebody, and `failed` names those who were wrong."""

    task: UUID
    external_id: str
    text: str
    value: str
    answer: str
    source: str
    version: str | None
    clause: str | None
    asked: int
    judged: int
    failed: tuple[str, ...]
    in_use: bool
    why: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoldList:
    """The part of the page that is fetched anew when something has become final. `typed` and
    `errors`: of a form that was refused, by the ids of its fields."""

    root: str
    show: str
    rows: tuple[GoldRow, ...]
    next: int | None
    doubts: tuple[DoubtView, ...]
    proposals: tuple[ProposalView, ...]
    after: int
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoldPage:
    """The page. `options`: the answers that can be set, where they can be named."""

    root: str
    plan: PlanView
    standing: GoldStanding
    golds: GoldList
    options: tuple[tuple[str, str], ...]
    topics: tuple[str, ...] = ("gold",)


def show_gold(
    db: Session,
    actor: Actor,
    show: str = "",
    after: int = 0,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> GoldPage:
    """The page of the ML team; for everybody else there is none."""
    golds = show_golds_list(db, actor, show, after, typed, errors)
    schema = get_schema(db, actor.project_id)
    return GoldPage(
        root=golds.root,
        plan=view_plan(get_plan(db, actor.project_id)),
        standing=_standing(db, actor.project_id),
        golds=golds,
        options=list_options(schema),
    )


def show_golds_list(
    db: Session,
    actor: Actor,
    show: str = "",
    after: int = 0,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> GoldList:
    """A page of the gold, with what waits for a decision."""
    facts = list_golds(db, actor, show=show, after=after, most=PAGE + 1)
    root = root_of(db, actor.project_id)
    typed, errors = typed or {}, errors or {}
    doubts = view_doubts(db, actor.project_id, root)
    return GoldList(
        root=root,
        show=show,
        rows=_rows(db, actor.project_id, facts[:PAGE]),
        next=facts[PAGE - 1].gold.task_id if len(facts) > PAGE else None,
        doubts=tuple(replace(each, typed=typed, errors=errors) for each in doubts),
        proposals=view_proposals(db, actor.project_id),
        after=after,
        typed=typed,
        errors=errors,
    )


def view_plan(plan: Plan) -> PlanView:
    """A plan without its seed."""
    return PlanView(plan.share, plan.first, plan.tells, plan.pause_below)


def _standing(db: Session, project_id: int) -> GoldStanding:
    return GoldStanding(
        *count_golds(db, project_id), *count_asked(db, project_id), count_doubts(db, project_id)
    )


def _rows(db: Session, project_id: int, facts: list[GoldFacts]) -> tuple[GoldRow, ...]:
    ids = [each.gold.task_id for each in facts]
    asked, schema = map_asked(db, ids), get_schema(db, project_id)
    given = _by_task(db, project_id, ids)
    names = map_names(db, project_id, {one.member_id for some in given.values() for one in some})
    return tuple(
        GoldRow(
            task=each.task.key,
            external_id=each.task.external_id,
            text=excerpt(each.task.body, 160),
            value=each.gold.value,
            answer=describe(schema, each.gold.value),
            source=lookup(SOURCES.get(each.gold.source, each.gold.source)),
            version=each.revision.version if each.revision else None,
            clause=each.clause.code if each.clause else None,
            asked=asked.get(each.gold.task_id, 0),
            judged=len(given[each.gold.task_id]),
            failed=name_failed(given[each.gold.task_id], names),
            in_use=each.gold.in_use,
            why=_why(each),
            retired_at=each.retirement.made_at if each.retirement else None,
        )
        for each in facts
    )


def _by_task(db: Session, project_id: int, ids: list[int]) -> defaultdict[int, list[Judged]]:
    found: defaultdict[int, list[Judged]] = defaultdict(list)
    for each in list_judged(db, project_id, task_ids=ids):
        if not each.is_spared:
            found[each.task_id].append(each)
    return found


def _why(facts: GoldFacts) -> str:
    if facts.retirement is None:
        return ""
    if facts.retirement.why == "discussed":
        return say("It was discussed.")
    return facts.retirement.reason


def _standing_of(db: Session, event: Event) -> GoldStanding:
    return _standing(db, event.project_id)


_STANDING = Piece("gold", "honeypots/_standing.html", "standing", _standing_of, counter="standing")
KINDS = ("set", "retired", "restored", "settled", "doubted", "judged", "rekeyed")
VERBS = ("proposed", "made", "declined", "appealed", "ended")
PIECES = {
    **{f"gold.{verb}": (_STANDING,) for verb in KINDS},
    **{f"pause.{verb}": (_STANDING,) for verb in VERBS},
}
