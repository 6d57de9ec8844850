"""The people behind the labels: how well each does, signs of guessing, what that does to data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.competences import Competence
from app.domain.figures import Standing
from app.domain.roles import Actor, is_ml_team
from app.languages import mark, say
from app.pages.dimensions import need_staff, view_dimensions
from app.pages.figures import StandingView, view_standing
from app.pages.guidelines import root_of
from app.pages.signs import SignView, view_signs
from app.queries.guidelines import list_published
from app.queries.members import map_staff
from app.queries.projects import get_project
from app.queries.terms import get_schema

METHODS = {
    "majority": mark("Majority of votes"),
    "dawid_skene": mark("Dawid and Skene"),
    "mace": mark("MACE"),
}


@dataclass(frozen=True, slots=True)
class BoundsView:
    """A figure with its 95 % bounds."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class VersionRow:
    """How somebody does under a version of the guideline."""

    version: str
    labels: int
    competence: BoundsView


@dataclass(frozen=True, slots=True)
class LabelerRow:
    """A person. `competence`: how far their answers are what the others take for true, 0 by chance,
    1 always; None where the others say too little. `accuracy` is the share right that Dawid and
    Skene expect, `known` the share that MACE takes for known and not guessed; `gold` is by trusted
    answers. `grounds` are the signs that name them as somebody who guesses."""

    member: int
    name: str
    external_id: str
    labels: int
    competence: BoundsView | None
    accuracy: float
    known: float
    gold: Competence | None
    seconds: float | None
    signs: tuple[SignView, ...]
    grounds: tuple[str, ...]
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A way to put votes together; `accuracy` is against trusted answers, None without any; a tie
    counts each tied answer its part."""

    name: str
    words: str
    decided: int
    tied: int
    alike: float | None
    accuracy: float | None
    judged: int


@dataclass(frozen=True, slots=True)
class PrevalenceRow:
    """The share of tasks that an answer is true of, by Dawid and Skene."""

    value: str
    words: str
    share: float


@dataclass(frozen=True, slots=True)
class LabelersView:
    """Everybody, those first for whom there is evidence that they guess, then by their labels.
    `without`: what the majority would be if theirs did not count. `left` more are not shown."""

    root: str
    standing: StandingView
    is_descriptive: bool
    dimension: str
    dimensions: tuple[tuple[str, str], ...]
    people: tuple[LabelerRow, ...] = ()
    suspects: int = 0
    methods: tuple[MethodRow, ...] = ()
    without: MethodRow | None = None
    prevalence: tuple[PrevalenceRow, ...] = ()
    left: int = 0
    is_many: bool = False

    @property
    def points(self) -> tuple[LabelerRow, ...]:
        """Those of whom there is something to draw."""
        return tuple(each for each in self.people if each.competence)


def show_labelers(
    db: Session, actor: Actor, standing: Standing, dimension: str = ""
) -> LabelersView:
    """The figure called "labelers", in words and rows."""
    need_staff(db, actor)
    root, project = root_of(db, actor.project_id), get_project(db, actor.project_id)
    schema = get_schema(db, actor.project_id)
    several = (dimension, view_dimensions(schema))
    about = (root, view_standing(standing), project.descriptive, *several)
    data = standing.data
    if data is None:
        return LabelersView(*about)
    names = map_staff(db, actor.project_id, [each["person"] for each in data["people"]])
    versions = {each.id: each.version or "" for each in list_published(db, actor.project_id)}
    people = tuple(_row(each, names, versions) for each in data["people"])
    with_gold, schema = is_ml_team(actor), schema.in_dimension(dimension)
    without = [_method(each, with_gold=with_gold) for each in data["without"]]
    return LabelersView(
        *about,
        people=people,
        suspects=sum(1 for each in people if each.grounds),
        methods=tuple(_method(each, with_gold=with_gold) for each in data["methods"]),
        without=without[0] if without else None,
        prevalence=tuple(
            PrevalenceRow(value, describe(schema, value), share)
            for value, share in data["prevalence"]
        ),
        left=data["left"],
        is_many=data["is_many"],
    )


def _row(
    found: Mapping[str, Any],
    names: Mapping[int, tuple[str, str]],
    versions: Mapping[int | None, str],
) -> LabelerRow:
    others, gold = found["found"], found["gold"]
    return LabelerRow(
        found["person"],
        *names.get(found["person"], ("", "")),
        found["labels"],
        _bounds(others),
        found["expected"],
        found["known"],
        Competence(**gold) if gold else None,
        found["seconds"],
        view_signs(found["signs"], found["grounds"]),
        tuple(found["grounds"]),
        tuple(
            VersionRow(versions.get(each["revision"], ""), each["labels"], bounds)
            for each in found["versions"]
            if (bounds := _bounds(each))
        ),
    )


def _bounds(found: Mapping[str, Any]) -> BoundsView | None:
    if found["value"] is None:
        return None
    # an estimate of who agrees more than the truth itself would can pass 1: chance, and no merit
    return BoundsView(*(round(min(1.0, found[name]), 4) + 0.0 for name in ("value", "low", "high")))


def _method(found: Mapping[str, Any], *, with_gold: bool) -> MethodRow:
    judged = found["judged"] if with_gold else 0
    name = found["name"]
    return MethodRow(
        name,
        say(METHODS[name]),
        found["decided"],
        found["tied"],
        found["alike"],
        found["right"] / judged if judged else None,
        judged,
    )
