"""Models before the ML team: how far each agrees with people, and where the two part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.appraisals import SHAPE
from app.domain.confident import Precision, estimate_precision
from app.domain.figures import Standing
from app.domain.inspections import WRONG
from app.domain.learnings import ALL, OWN
from app.domain.patterns import Estimate
from app.domain.reliabilities import Bin
from app.domain.roles import Actor, is_ml_team
from app.languages import say
from app.pages.figures import StandingView, view_standing
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.quality import ConfusionView
from app.queries.figures import map_shown
from app.queries.guidelines import list_published, list_versions
from app.queries.inspections import count_verdicts, find_inspection
from app.queries.members import map_names
from app.queries.models import get_model, list_models
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.models import LEARNED, Model


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model as a line; `is_learned`: it is our own, and learns from the labels here. `is_shown`:
    labelers see what it suggests."""

    number: int
    name: str
    version: str
    predictions: int
    by: str
    made_at: datetime
    is_learned: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The project's models, newest first. `agreements`: how far each says what people say, as it
    was reckoned last, None where it never was; `reckoned_at` says when that was. `versions`: whose
    labels our own could learn from yet, "" for all labels; empty where it cannot learn here."""

    root: str
    may_import: bool
    models: tuple[ModelRow, ...]
    agreements: tuple[Estimate | None, ...]
    reckoned_at: tuple[datetime | None, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """What a model's confidence is worth; `error` is the expected calibration error."""

    count: int
    accuracy: float
    claimed: float
    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class InspectionView:
    """The last draw from the suspects, of `candidates`: how far it is judged, and the share of
    wrong labels by it."""

    number: int
    candidates: int
    size: int
    precision: Precision


@dataclass(frozen=True, slots=True)
class VintageRow:
    """The model against the labels made under one version: the share that it agrees with."""

    version: str
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Tasks whose answer moved from one version to the next: on how many the model says what was
    right before, what is now, or neither."""

    before: str
    after: str
    tasks: int
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model against what people decided; `standing` says as of when. `compared` tasks have both;
    `agreement` is the share on which they agree. Of `disagreements`, `suspects` have a label that
    is likelier wrong than the model; `wrong`: how many labels are, as estimated. `shown` labels
    were made with its suggestion in sight, `taken_over` of them say the same."""

    root: str
    model: ModelRow
    standing: StandingView
    is_descriptive: bool
    may_judge: bool
    inspection: InspectionView | None
    shown: int = 0
    taken_over: int = 0
    compared: int = 0
    ties: int = 0
    agreement: Estimate | None = None
    kappa: float | None = None
    disagreements: int = 0
    suspects: int = 0
    wrong: float | None = None
    confusion: ConfusionView | None = None
    calibration: CalibrationView | None = None
    vintages: tuple[VintageRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    topics: tuple[str, ...] = ()


def show_models(db: Session, actor: Actor) -> ModelsView:
    """The models, for staff."""
    models = list_models(db, actor)
    versions: list[str] = []
    if is_ml_team(actor) and get_schema(db, actor.project_id).kind in ("choice", "rating"):
        learned = {each.version.removeprefix("v") for each in models if each.source == LEARNED}
        versions = [each for each in list_versions(db, actor.project_id) if each not in learned]
        versions = versions if ALL in learned else ["", *versions]
    names = [f"model/{each.number}" for each in models]
    known = map_shown(db, actor.project_id, names, SHAPE)
    shown = [known.get(each) for each in names]
    return ModelsView(
        root_of(db, actor.project_id),
        is_ml_team(actor),
        view_models(db, actor, models),
        tuple(_agreement(each.data) if each else None for each in shown),
        tuple(each.made_at if each else None for each in shown),
        tuple(versions),
    )


def need_model(db: Session, actor: Actor, number: int) -> None:
    """Nothing is reckoned of models that there are not."""
    get_model(db, actor, number)


def show_model(db: Session, actor: Actor, number: int, standing: Standing) -> ModelView:
    """The figure of a model, in words and rows."""
    model = get_model(db, actor, number)
    about: dict[str, Any] = {
        "root": root_of(db, actor.project_id),
        "model": view_models(db, actor, [model])[0],
        "standing": view_standing(standing),
        "is_descriptive": get_project(db, actor.project_id).descriptive,
        "may_judge": is_ml_team(actor),
        "inspection": view_inspection(db, model.id or 0),
        "topics": (f"model:{number}",),
    }
    return ModelView(**about, **_tell(db, actor, standing.data))


def view_inspection(db: Session, model_id: int) -> InspectionView | None:
    """The last draw, and what it says so far."""
    last = find_inspection(db, model_id)
    if last is None:
        return None
    counts = count_verdicts(db, last)
    size = sum(counts.values())
    judged = size - counts.get(None, 0)
    precision = estimate_precision(judged, counts.get(WRONG, 0))
    return InspectionView(last.number, last.candidates, size, precision)


def view_models(db: Session, actor: Actor, models: Sequence[Model]) -> tuple[ModelRow, ...]:
    """Models as lines."""
    names = map_names(db, actor.project_id, {each.made_by for each in models})
    prelabels = get_project(db, actor.project_id).prelabels
    return tuple(
        ModelRow(
            each.number,
            say(OWN) if each.source == LEARNED else each.name,
            _learned_from(each) if each.source == LEARNED else each.version,
            each.predictions,
            names.get(each.made_by, ""),
            each.made_at,
            each.source == LEARNED,
            prelabels == each.number,
        )
        for each in models
    )


def _learned_from(model: Model) -> str:
    if model.revision_id is None:
        return say("learned from all labels")
    return say("learned from %(version)s", version=model.version)


def _tell(db: Session, actor: Actor, data: Mapping[str, Any] | None) -> dict[str, Any]:
    if data is None:
        return {}
    schema, compared = get_schema(db, actor.project_id), data["compared"]
    names = tuple(describe(schema, value) for value in data["values"])
    counts = tuple(tuple(row) for row in data["counts"])
    return {
        "shown": data["shown"],
        "taken_over": data["taken_over"],
        "compared": compared,
        "ties": data["ties"],
        "agreement": _agreement(data),
        "kappa": data["kappa"],
        "disagreements": data["disagreements"],
        "suspects": data["suspects"],
        "wrong": data["wrong"],
        "confusion": ConfusionView(names, counts, data["left"]) if len(names) > 1 else None,
        "calibration": _calibration(data["calibration"]),
        **_versions(db, actor, data),
    }


def _agreement(data: Mapping[str, Any]) -> Estimate | None:
    if not data["compared"]:
        return None
    share = data["agreed"] / data["compared"]
    return Estimate(share, data["low"], data["high"], data["compared"])


def _versions(db: Session, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    named = {each.id: each.version or "" for each in list_published(db, actor.project_id)}
    vintages = tuple(
        VintageRow(
            named.get(each["revision"], ""),
            Estimate(each["agreed"] / each["tasks"], each["low"], each["high"], each["tasks"]),
        )
        for each in data["vintages"]
    )
    moved = tuple(
        MoveRow(
            named.get(each["before"], ""),
            named.get(each["after"], ""),
            each["tasks"],
            each["old"],
            each["new"],
        )
        for each in data["moves"]
    )
    return {"vintages": vintages, "moves": moved}


def _calibration(found: Mapping[str, Any] | None) -> CalibrationView | None:
    if not found:
        return None
    bins = tuple(Bin(**each) for each in found["bins"])
    return CalibrationView(
        found["count"], found["accuracy"], found["claimed"], found["error"], bins
    )


def _judged(db: Session, event: Event) -> InspectionView | None:
    return view_inspection(db, event.subject)


_JUDGED = Piece("model:{model}", "models/_judged.html", "judged", _judged, staff=True)
PIECES = dict.fromkeys(("inspection.drawn", "inspection.judged"), (_JUDGED,))
