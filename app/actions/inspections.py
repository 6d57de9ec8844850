"""Inspections: suspected label errors drawn at random, and judged one by one."""

from sqlalchemy import insert
from sqlmodel import Session

from app.clock import new_id, now
from app.domain.appraisals import SHAPE, Disagreements
from app.domain.inspections import check_verdict, draw_places
from app.domain.roles import Actor, is_ml_team
from app.errors import Conflict, Forbidden, NotFound
from app.languages import say
from app.queries.figures import find_blob
from app.queries.inspections import count_verdicts, find_inspection
from app.queries.models import get_model
from app.records.events import record
from app.records.inspections import Inspection, InspectionItem


def draw_inspection(db: Session, actor: Actor, number: int) -> Inspection:
    """Draw from a model's suspects as they were reckoned last. Raises Conflict while the last draw
    is being judged, or where there is nothing to draw from."""
    model = get_model(db, actor, number)
    _need_team(actor)
    blob = find_blob(db, actor.project_id, f"model/{number}", SHAPE)
    found = Disagreements.from_bytes(blob) if blob else None
    if found is None or not found.suspects:
        raise Conflict(say("Nothing to draw from: no label is suspected to be wrong just now."))
    model_id = model.id or 0
    last = find_inspection(db, model_id)
    if last is not None and count_verdicts(db, last).get(None):
        raise Conflict(say("The last draw is not judged to its end yet; go on with that one."))
    made = Inspection(
        model_id=model_id,
        number=last.number + 1 if last else 1,
        candidates=found.suspects,
        drawn_by=actor.member_id,
    )
    db.add(made)
    db.flush()
    places = draw_places(found.suspects, new_id().int)
    db.execute(
        insert(InspectionItem), [_item(made, found, at, n) for n, at in enumerate(places, 1)]
    )
    about = {"subject": model_id, "model": number, "number": made.number}
    record(db, actor, "inspection.drawn", audience="staff", **about)
    return made


def judge_suspect(
    db: Session, actor: Actor, number: int, inspection: int, place: int, *, verdict: str
) -> InspectionItem:
    """Say whether the label of a drawn task is wrong; said again, the later one counts. Raises
    Conflict where another draw came since."""
    model = get_model(db, actor, number)
    _need_team(actor)
    item = db.get(InspectionItem, (model.id or 0, inspection, place))
    if item is None:
        raise NotFound
    last = find_inspection(db, item.model_id)
    if last is not None and last.number != inspection:
        raise Conflict(say("There is a newer draw; go on with that one."))
    item.verdict, item.judged_by, item.judged_at = check_verdict(verdict), actor.member_id, now()
    db.add(item)
    db.flush()
    about = {"subject": item.model_id, "model": number, "number": inspection, "place": place}
    record(db, actor, "inspection.judged", audience="staff", **about)
    return item


def _need_team(actor: Actor) -> None:
    if not is_ml_team(actor):
        raise Forbidden(say("Judging labels against a model is for the ML team."))


def _item(made: Inspection, found: Disagreements, at: int, place: int) -> dict[str, object]:
    confidence = float(found.confidences[at])
    return {
        "model_id": made.model_id,
        "number": made.number,
        "place": place,
        "task_id": int(found.tasks[at]),
        "given": found.values[found.given[at]],
        "suggested": found.values[found.suggested[at]],
        "confidence": confidence if confidence == confidence else None,  # NaN: it gave none
    }
