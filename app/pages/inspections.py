"""Judging suspected label errors: one drawn task at a time."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.inspections import VERDICTS
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.languages import say
from app.pages.contents import ContentView, view_content
from app.pages.guidelines import root_of
from app.pages.models import InspectionView, view_inspection
from app.queries.inspections import find_inspection, find_item
from app.queries.models import get_model
from app.queries.terms import get_schema


@dataclass(frozen=True, slots=True)
class SuspectView:
    """A drawn task: what people say and what the model does, in words; `verdict` of an earlier
    look, None before it."""

    place: int
    task: str
    external_id: str
    content: ContentView
    given: str
    suggested: str
    confidence: float | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class JudgingView:
    """The draw that is being judged, and its next task; None of either where there is none."""

    root: str
    number: int
    name: str
    version: str
    verdicts: tuple[tuple[str, str], ...]
    inspection: InspectionView | None
    suspect: SuspectView | None


def show_judging(db: Session, actor: Actor, number: int, place: int | None = None) -> JudgingView:
    """The next task of the last draw, or the one at a place; for the ML team."""
    model = get_model(db, actor, number)
    if not is_ml_team(actor):
        raise NotFound
    suspect = _suspect(db, actor, model.id or 0, place)
    if place is not None and suspect is None:
        raise NotFound
    verdicts = tuple((name, say(words)) for name, words in VERDICTS.items())
    return JudgingView(
        root_of(db, actor.project_id),
        number,
        model.name,
        model.version,
        verdicts,
        view_inspection(db, model.id or 0),
        suspect,
    )


def _suspect(db: Session, actor: Actor, model_id: int, place: int | None) -> SuspectView | None:
    last = find_inspection(db, model_id)
    found = find_item(db, last, place) if last else None
    if found is None:
        return None
    item, task = found
    schema = get_schema(db, actor.project_id)
    return SuspectView(
        item.place,
        str(task.key),
        task.external_id,
        view_content(task, (), None),
        describe(schema, item.given),
        describe(schema, item.suggested),
        item.confidence,
        item.verdict,
    )
