"""How far people agree, before those who answer for the data.

Always named with the measure, over how many tasks, and with an interval.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.figures import Standing
from app.domain.patterns import Estimate
from app.domain.roles import Actor
from app.errors import NotFound
from app.languages import mark, say
from app.pages.dimensions import need_staff, view_dimensions
from app.pages.figures import StandingView, view_standing
from app.pages.guidelines import root_of
from app.queries.guidelines import list_published
from app.queries.members import map_names
from app.queries.projects import get_project
from app.queries.rulings import map_clause_codes
from app.queries.tasks import list_fields
from app.queries.terms import get_schema

NAMES = {
    "percent": mark("Percent agreement"),
    "nominal": mark("Krippendorff’s alpha"),
    "ordinal": mark("Krippendorff’s alpha, ordinal"),
    "interval": mark("Krippendorff’s alpha, interval"),
    "fleiss": mark("Fleiss’ kappa"),
}
WARNINGS = {
    "few": mark(
        "Fewer than 30 tasks have two labels or more: the intervals are wide, and rightly so."
    ),
    "prevalent": mark(
        "Nine in ten labels say the same. Alpha is then low even where people agree nearly always: "
        "read it together with percent agreement."
    ),
    "many": mark(
        "More than 200 different answers were given: agreement by equal answers says nothing here."
    ),
}


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure over all tasks; `name` is for programs, `words` for people."""

    name: str
    words: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer against all others: how often it was given, and alpha of "this one, or not?"."""

    value: str
    words: str
    labels: int
    alpha: Estimate | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Tasks looked at together: by version, clause, slice or time. `since` and `until`: when the
    last label of the first and of the last of them was made, where that is their order."""

    name: str
    tasks: int
    percent: Estimate | None
    alpha: Estimate | None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people on the tasks that both have answered; `kappa` is Cohen's, None where both always
    gave one and the same answer."""

    one: str
    other: str
    tasks: int
    percent: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class ConfusionView:
    """How often two people gave the one and the other answer to a task; `left` more answers are
    not shown."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    left: int


@dataclass(frozen=True, slots=True)
class MarkView:
    """A version, and after how many of the pieces of time it came, for the picture."""

    version: str
    at: float


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What labels tell of agreement; `standing` says as of when. `tasks` have two independent
    labels or more; all else is over them. Empty until it was reckoned once."""

    root: str
    objective: str
    standing: StandingView
    is_descriptive: bool
    dimension: str
    dimensions: tuple[tuple[str, str], ...]
    labels: int = 0
    tasks: int = 0
    people: int = 0
    unanimous: int = 0
    measures: tuple[MeasureView, ...] = ()
    warnings: tuple[str, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    confusion: ConfusionView | None = None
    versions: tuple[GroupRow, ...] = ()
    clauses: tuple[GroupRow, ...] = ()
    times: tuple[GroupRow, ...] = ()
    marks: tuple[MarkView, ...] = ()
    pairs: tuple[PairRow, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlicesView:
    """Agreement by a field of the metadata."""

    root: str
    field: str
    standing: StandingView
    slices: tuple[GroupRow, ...] = ()


def need_field(db: Session, actor: Actor, field: str) -> None:
    """Nothing is reckoned by fields that no task has."""
    need_staff(db, actor)
    if field not in list_fields(db, actor.project_id):
        raise NotFound


def show_agreement(
    db: Session, actor: Actor, standing: Standing, dimension: str = ""
) -> AgreementView:
    """The figure called "agreement", in words and rows."""
    need_staff(db, actor)
    schema = get_schema(db, actor.project_id)
    project, data = get_project(db, actor.project_id), standing.data
    root = root_of(db, actor.project_id)
    about = (
        root,
        project.objective,
        view_standing(standing),
        project.descriptive,
        dimension,
        view_dimensions(schema),
    )
    if data is None:
        return AgreementView(*about)
    told = _tell_groups(db, actor, data) | _tell_measures(schema.in_dimension(dimension), data)
    pairs = _tell_pairs(db, actor.project_id, data["pairs"])
    return AgreementView(
        *about,
        labels=data["labels"],
        tasks=data["tasks"],
        people=data["people"],
        unanimous=data["unanimous"],
        pairs=pairs,
        fields=tuple(list_fields(db, actor.project_id)),
        **told,
    )


def _tell_measures(schema: AnswerSchema, data: Mapping[str, Any]) -> dict[str, Any]:
    def words(value: str) -> str:
        return describe(schema, value)

    return {
        "measures": tuple(
            MeasureView(name, say(NAMES[name]), Estimate(**found))
            for name, found in data["measures"].items()
            if found
        ),
        "warnings": tuple(say(WARNINGS[each]) for each in data["warnings"]),
        "answers": tuple(
            AnswerRow(each["value"], words(each["value"]), each["labels"], _estimate(each["alpha"]))
            for each in data["answers"]
        ),
        "confusion": _confusion(data["confusion"], words),
    }


def _tell_groups(db: Session, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    published = list_published(db, actor.project_id)
    versions = {str(each.id): each.version or "" for each in published} | {"0": ""}
    codes = map_clause_codes(db, [int(each["name"]) for each in data["clauses"]])
    moments = {
        each.version or "": each.published_at.timestamp() for each in published if each.published_at
    }
    return {
        "versions": _groups(data["versions"], lambda name: versions.get(name, name)),
        "clauses": _groups(data["clauses"], lambda name: codes.get(int(name), name)),
        "times": _groups(data["times"], str),
        "marks": _marks(data["times"], moments),
    }


def _tell_pairs(
    db: Session, project_id: int, found: Iterable[Mapping[str, Any]]
) -> tuple[PairRow, ...]:
    rows = list(found)
    names = map_names(db, project_id, {one for each in rows for one in each["people"]})
    return tuple(
        PairRow(
            names.get(each["people"][0], ""),
            names.get(each["people"][1], ""),
            each["tasks"],
            each["percent"],
            each["kappa"],
        )
        for each in rows
    )


def show_slices(db: Session, actor: Actor, field: str, standing: Standing) -> SlicesView:
    """The figure of one field of the metadata."""
    need_staff(db, actor)
    found = standing.data["slices"] if standing.data else []
    rows = _groups(found, str)
    return SlicesView(root_of(db, actor.project_id), field, view_standing(standing), rows)


def _estimate(found: Mapping[str, Any] | None) -> Estimate | None:
    return Estimate(**found) if found else None


def _groups(found: Iterable[Mapping[str, Any]], name: Callable[[str], str]) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(
            name(each["name"]),
            each["tasks"],
            _estimate(each["percent"]),
            _estimate(each["alpha"]),
            _moment(each["since"]),
            _moment(each["until"]),
        )
        for each in found
    )


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _confusion(found: Mapping[str, Any], words: Callable[[str], str]) -> ConfusionView | None:
    if len(found["values"]) < 2:
        return None
    names = tuple(words(each) for each in found["values"])
    return ConfusionView(names, tuple(tuple(row) for row in found["counts"]), found["left"])


def _marks(times: list[Mapping[str, Any]], published: Mapping[str, float]) -> tuple[MarkView, ...]:
    """Where versions stand among the pieces of time: between two of them, as far as it is along."""
    marks = []
    for version, at in published.items():
        for place, each in enumerate(times):
            if at <= each["until"]:
                inside = at >= each["since"]
                span = each["until"] - each["since"]
                marks.append(
                    MarkView(
                        version, place + ((at - each["since"]) / span if inside and span else 0)
                    )
                )
                break
    return tuple(mark for mark in marks if mark.at > 0)
