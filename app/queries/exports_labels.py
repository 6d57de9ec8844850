"""Exports of labels: all, or those that counted at a moment, each with the chain behind it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.grounds import Facts, grounds
from app.domain.roles import Actor
from app.queries.grounds import (
    Asked,
    list_asked_on,
    list_decided,
    map_asked_on,
    map_cited,
    map_superseding,
)
from app.queries.keysets import rows_after
from app.queries.models import map_suggested
from app.queries.moments import Moment, counted
from app.queries.set_asides import is_set_aside
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Task

LABELS = (
    "id external_id task_key annotator answer value guideline guideline_name clauses certainty "
    "comment seconds source informed confirmed_stale under_question time recorded_at current "
    "supersedes superseded_by retracted stale_since set_aside relabel item reasons outcome rulings "
    "questions asked_by suggested suggested_by"
)


def labels(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Every label ever recorded, in order; one that counts now is `current`. What was asked beyond
    the overlap is none of its task's: it is among the answers to gold."""
    stale: Any = aliased(Revision)
    query: Any = (
        _labels()
        .add_columns(
            col(CurrentLabel.label_id).label("current"),
            col(Retraction.label_id).label("retracted"),
            stale.version.label("stale_since"),
            is_set_aside(col(Label.id)).label("set_aside"),
        )
        .outerjoin(
            CurrentLabel,
            (col(CurrentLabel.task_id) == col(Label.task_id))
            & (col(CurrentLabel.member_id) == col(Label.member_id))
            & (col(CurrentLabel.label_id) == col(Label.id)),
        )
        .outerjoin(Retraction, col(Retraction.label_id) == col(Label.id))
        .outerjoin(stale, col(stale.id) == col(CurrentLabel.stale_since))
    )
    found = rows_after(db, actor, query, col(Label.id), after, most)
    older = [row["id"] for row in found if row["current"] is None]
    superseded = map_superseding(db, older, None)
    for row in found:
        row["current"] = row["current"] is not None
        row["retracted"] = row["retracted"] is not None
        row["set_aside"] = bool(row["set_aside"])
        row["superseded_by"] = superseded.get(row["id"])
    return _explain(db, actor, found, _items(db, found))


def labels_then(
    db: Session, actor: Actor, moment: Moment, after: int, most: int
) -> list[dict[str, Any]]:
    """The labels that counted at a moment, one for each person and task, in the order of their
    recording, with what was known of them then."""
    found = rows_after(db, actor, _labels().where(counted(moment)), col(Label.id), after, most)
    items = _items(db, found)
    asked: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for item in items:
        is_meant = item.strata != "f" and not item.second
        was_gone = item.withdrawn_at is not None and item.withdrawn_at <= moment.at
        if is_meant and item.opened_at <= moment.at and not was_gone:
            asked[item.label_id].append((item.relabel_id, item.version))
    for row in found:
        stale = max(asked[row["id"]], default=(0, None))[1]
        row |= {"current": True, "retracted": False, "superseded_by": None, "stale_since": stale}
        row["set_aside"] = False
    return _explain(db, actor, found, items)


def _labels() -> Any:
    return (
        pick(
            col(Label.id).label("_"),
            col(Label.id),
            col(Label.task_id).label("_task"),
            col(Task.external_id),
            col(Task.key).label("task_key"),
            col(Member.external_id).label("annotator"),
            col(Label.answer),
            col(Label.value),
            col(Revision.version).label("guideline"),
            col(Revision.name).label("guideline_name"),
            col(Revision.published_at).label("_under"),
            col(Label.certainty),
            col(Label.comment),
            col(Label.seconds),
            col(Label.source),
            col(Label.informed),
            col(Label.confirmed_stale),
            col(Label.under_question),
            col(Label.labeled_at).label("time"),
            col(Label.recorded_at),
            col(Label.supersedes_id).label("supersedes"),
        )
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(Member, col(Member.id) == col(Label.member_id))
        .outerjoin(Revision, col(Revision.id) == col(Label.revision_id))
        .where(col(Label.beyond).is_(False))
    )


def _items(db: Session, found: list[dict[str, Any]]) -> list[Asked]:
    return list_asked_on(db, {row["_task"] for row in found}) if found else []


def _explain(
    db: Session, actor: Actor, found: list[dict[str, Any]], items: list[Asked]
) -> list[dict[str, Any]]:
    """Add the chain behind each label: the clauses that it cites, the relabel item that it
    answered, and the rulings that speak of it, with their questions and who asked."""
    if not found:
        return []
    cited = map_cited(db, [row["id"] for row in found])
    made = {item.new_label_id: item for item in items if item.new_label_id}
    decided = list_decided(db, actor.project_id)
    asked_on = map_asked_on(db, {row["_task"] for row in found}) if decided else {}
    suggested = map_suggested(db, [row["id"] for row in found])
    for row in found:
        item = made.get(row["id"])
        shown = suggested.get(row["id"])
        row["suggested"] = shown.value if shown else None
        row["suggested_by"] = f"{shown.model} {shown.version}" if shown else None
        row["clauses"] = cited.get(row["id"], [])
        row |= _asked_again(item)
        behind = grounds(
            decided,
            Facts(
                under=row.pop("_under"),
                cited=row["clauses"],
                relabeled_for=item.revision_id if item else None,
                asked_on_task=asked_on.get(row.pop("_task"), ()),
            ),
        )
        row["rulings"] = [each.ruling for each in behind]
        row["questions"] = list(dict.fromkeys(each.question for each in behind))
        row["asked_by"] = list(dict.fromkeys(name for each in behind for name in each.asked_by))
    return found


def _asked_again(item: Asked | None) -> Mapping[str, Any]:
    """The relabel that a label was made for, why it was asked for, and what came of it."""
    if item is None:
        return dict.fromkeys(("relabel", "item", "reasons", "outcome"))
    return {
        "relabel": item.relabel,
        "item": item.item,
        "reasons": "second" if item.second else item.strata,
        "outcome": item.state,
    }
