"""Flags, questions, relabels and doubts of a project: what its hot spots are reckoned from."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.hotspots import Doubt, RelabelFacts
from app.domain.waits import QuestionFacts
from app.records.labels import Label
from app.records.questions import Flag, Question, Ruling, RulingClause
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Change, Revision

ENDED = ("kept", "flipped")


def read_doubts(db: Session, project_id: int, after: int, until: int) -> list[Doubt]:
    """What the labels of a range of ids say of themselves, where they say anything."""
    rows = db.execute(
        pick(col(Label.id), col(Label.certainty), col(Label.source) == "correction").where(
            col(Label.project_id) == project_id,
            col(Label.id) > after,
            col(Label.id) <= until,
            col(Label.certainty).is_not(None) | (col(Label.source) == "correction"),
        )
    )
    return [Doubt(id, certainty, bool(corrects)) for id, certainty, corrects in rows]


def count_flags_on_tasks(db: Session, project_id: int) -> Counter[int]:
    """Flags by task."""
    counted = (
        pick(col(Flag.task_id), func.count())
        .where(col(Flag.project_id) == project_id)
        .group_by(col(Flag.task_id))
    )
    return Counter(dict(db.execute(counted).all()))


def list_question_facts(db: Session, project_id: int) -> list[QuestionFacts]:
    """All questions, with what came of each. Of several rulings the newest counts."""
    rulings = _rulings_of(db, project_id)
    clauses = _clauses_of(db, project_id)
    raised = (
        pick(col(Flag.question_id), func.count())
        .where(col(Flag.project_id) == project_id)
        .group_by(col(Flag.question_id))
    )
    flags = Counter(dict(db.execute(raised).all()))
    facts = []
    for each in db.execute(
        pick(
            col(Question.id), col(Question.created_at), col(Question.closed_at),
            col(Question.state), col(Question.clause_id),
        ).where(col(Question.project_id) == project_id)
    ):  # fmt: skip
        ruling = rulings.get(each.id)
        touched = clauses[ruling.id] if ruling else ()
        own = (each.clause_id,) if each.clause_id and not touched else ()
        facts.append(
            QuestionFacts(
                each.id,
                each.created_at.timestamp(),
                _seconds(each.closed_at),
                each.state,
                _seconds(ruling.made_at) if ruling else None,
                _seconds(ruling.published_at) if ruling else None,
                flags[each.id],
                (*touched, *own),
                ruling is not None and ruling.outcome == "change",
            )
        )
    return facts


def list_relabel_facts(db: Session, project_id: int) -> list[RelabelFacts]:
    """What every relabel has cost so far."""
    relabels = {
        row.id: row.revision_id
        for row in db.execute(
            pick(col(Relabel.id), col(Relabel.revision_id)).where(
                col(Relabel.project_id) == project_id
            )
        )
    }
    changed = _changed_by(db, relabels.values())
    items: defaultdict[int, Counter[str]] = defaultdict(Counter)
    seconds: Counter[int] = Counter()
    counted = (
        pick(
            col(RelabelItem.relabel_id),
            col(RelabelItem.state),
            func.count(),
            func.coalesce(func.sum(col(RelabelItem.seconds)), 0.0),
        )
        .where(col(RelabelItem.relabel_id).in_(list(relabels)), col(RelabelItem.state).in_(ENDED))
        .group_by(col(RelabelItem.relabel_id), col(RelabelItem.state))
    )
    for relabel_id, state, many, took in db.execute(counted):
        items[relabel_id][state] = many
        seconds[relabel_id] += took
    return [
        RelabelFacts(
            sum(items[id].values()), items[id]["flipped"], float(seconds[id]), changed[revision_id]
        )
        for id, revision_id in relabels.items()
    ]


def _rulings_of(db: Session, project_id: int) -> dict[int, Any]:
    rows = db.execute(
        pick(
            col(Ruling.question_id),
            col(Ruling.id),
            col(Ruling.made_at),
            col(Ruling.outcome),
            col(Revision.published_at),
        )
        .outerjoin(Revision, col(Revision.id) == col(Ruling.revision_id))
        .where(col(Ruling.project_id) == project_id, col(Ruling.state) != "withdrawn")
        .order_by(col(Ruling.id))
    )
    return {row.question_id: row for row in rows}


def _clauses_of(db: Session, project_id: int) -> defaultdict[int, tuple[int, ...]]:
    found: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = db.execute(
        pick(col(RulingClause.ruling_id), col(RulingClause.clause_id))
        .join(Ruling, col(Ruling.id) == col(RulingClause.ruling_id))
        .where(col(Ruling.project_id) == project_id)
        .order_by(col(RulingClause.clause_id))
    )
    for ruling_id, clause_id in rows:
        found[ruling_id] += (clause_id,)
    return found


def _changed_by(db: Session, revisions: Iterable[int]) -> defaultdict[int, tuple[int, ...]]:
    found: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = db.execute(
        pick(col(Change.revision_id), col(Change.clause_id))
        .where(col(Change.revision_id).in_(list(revisions)), col(Change.type) != "editorial")
        .order_by(col(Change.clause_id))
    )
    for revision_id, clause_id in rows:
        if clause_id is not None:
            found[revision_id] += (clause_id,)
    return found


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
