"""Exports of the book: rulings, revisions, relabels and their items."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.roles import Actor
from app.queries.keysets import rows_after
from app.records.labels import Label
from app.records.members import Member
from app.records.questions import Case, Question, Ruling, RulingClause
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Approval, CaseChange, Change, Clause, Objection, Revision
from app.records.tasks import Task

RULINGS = (
    "number question outcome state value condition exceptions rationale authority clauses draft "
    "guideline made_by made_at ended_at"
)
REVISIONS = (
    "number version name title state base author summary rationale markdown changes approvals "
    "objections unmoved cases scope second_person again_by created_at edited_at published_at "
    "claimed_at published_by withdrawn_at reason"
)
RELABELS = (
    "number draft guideline state scope second_person again_by watermark ended_at_label opened_at "
    "done_at paused_at stopped_at unasked reason"
)
ITEMS = (
    "id relabel label external_id annotator first_id strata state new_label before after seconds "
    "ended_at"
)


def rulings(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Rulings with the clauses that they touch and the draft that carries them."""
    query: Any = (
        pick(
            col(Ruling.id).label("_"),
            col(Ruling.number),
            col(Question.number).label("question"),
            col(Ruling.outcome),
            col(Ruling.state),
            col(Ruling.value),
            col(Ruling.condition),
            col(Ruling.exceptions),
            col(Ruling.rationale),
            col(Ruling.authority),
            col(Revision.number).label("draft"),
            col(Revision.version).label("guideline"),
            col(Member.external_id).label("made_by"),
            col(Ruling.made_at),
            col(Ruling.ended_at),
        )
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .join(Member, col(Member.id) == col(Ruling.made_by))
        .outerjoin(Revision, col(Revision.id) == col(Ruling.revision_id))
    )
    found = rows_after(db, actor, query, col(Ruling.id), after, most)
    touched = (
        pick(col(RulingClause.ruling_id), col(Clause.code))
        .join(Clause, col(Clause.id) == col(RulingClause.clause_id))
        .where(col(RulingClause.ruling_id).in_([row["_"] for row in found]))
        .order_by(col(Clause.id))
    )
    clauses: defaultdict[int, list[str]] = defaultdict(list)
    for ruling_id, code in db.execute(touched):
        clauses[ruling_id].append(code)
    return [row | {"clauses": clauses.get(row["_"], [])} for row in found]


def revisions(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Revisions, drafts included, each with its whole document: a few at a time."""
    author, publisher, before = aliased(Member), aliased(Member), aliased(Revision)
    query: Any = (
        pick(
            col(Revision.id).label("_"),
            col(Revision.number),
            col(Revision.version),
            col(Revision.name),
            col(Revision.title),
            col(Revision.state),
            col(before.number).label("base"),
            col(author.external_id).label("author"),
            col(Revision.summary),
            col(Revision.rationale),
            col(Revision.unmoved),
            col(Revision.markdown),
            col(Revision.scope),
            col(Revision.second_person),
            col(Revision.again_by),
            col(Revision.created_at),
            col(Revision.edited_at),
            col(Revision.published_at),
            col(Revision.claimed_at),
            col(publisher.external_id).label("published_by"),
            col(Revision.withdrawn_at),
            col(Revision.reason),
        )
        .join(author, col(author.id) == col(Revision.author_id))
        .outerjoin(publisher, col(publisher.id) == col(Revision.published_by))
        .outerjoin(before, col(before.id) == col(Revision.base_id))
    )
    found = rows_after(db, actor, query, col(Revision.id), after, most)
    ids = [row["_"] for row in found]
    parts = {
        "changes": _changes(db, ids),
        "approvals": _approvals(db, ids),
        "objections": _objections(db, ids),
        "cases": _cases(db, ids),
    }
    return [row | {name: part.get(row["_"], []) for name, part in parts.items()} for row in found]


def _changes(db: Session, ids: list[int]) -> dict[int, list[dict[str, str]]]:
    rows = db.execute(
        pick(
            col(Change.revision_id),
            col(Clause.code),
            col(Change.kind),
            col(Change.nature),
            col(Change.type),
        )
        .join(Clause, col(Clause.id) == col(Change.clause_id))
        .where(col(Change.revision_id).in_(ids))
        .order_by(col(Clause.id))
    )
    found: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for revision_id, code, kind, nature, type in rows:
        row = {"clause": code, "kind": kind, "nature": nature, "type": type}
        found[revision_id].append(row)
    return found


def _cases(db: Session, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What revisions do to cases: each a task, by its external id, or an invented example."""
    rows = db.execute(
        pick(
            col(CaseChange.revision_id),
            col(Case.id).label("case"),
            col(Task.external_id).label("task"),
            col(Case.example),
            col(CaseChange.kind),
            col(CaseChange.before),
            col(CaseChange.after),
        )
        .join(Case, col(Case.id) == col(CaseChange.case_id))
        .outerjoin(Task, col(Task.id) == col(Case.task_id))
        .where(col(CaseChange.revision_id).in_(ids))
        .order_by(col(Case.id))
    )
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        about = dict(row._mapping)
        found[about.pop("revision_id")].append(about)
    return found


def _objections(db: Session, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = db.execute(
        pick(
            col(Objection.revision_id),
            col(Member.external_id),
            col(Objection.edition),
            col(Objection.words),
            col(Objection.made_at),
        )
        .join(Member, col(Member.id) == col(Objection.member_id))
        .where(col(Objection.revision_id).in_(ids))
        .order_by(col(Objection.id))
    )
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for revision_id, name, edition, words, at in rows:
        found[revision_id].append({"by": name, "edition": edition, "words": words, "at": at})
    return found


def _approvals(db: Session, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = db.execute(
        pick(
            col(Approval.revision_id),
            col(Member.external_id),
            col(Approval.edition),
            col(Approval.approved_at),
        )
        .join(Member, col(Member.id) == col(Approval.member_id))
        .where(col(Approval.revision_id).in_(ids))
        .order_by(col(Approval.approved_at))
    )
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for revision_id, name, edition, at in rows:
        found[revision_id].append({"by": name, "edition": edition, "at": at})
    return found


def relabels(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Relabels with the scope that was sealed for them."""
    query: Any = pick(
        col(Relabel.id).label("_"),
        col(Relabel.number),
        col(Revision.number).label("draft"),
        col(Revision.version).label("guideline"),
        col(Relabel.state),
        col(Relabel.scope),
        col(Relabel.second_person),
        col(Relabel.again_by),
        col(Relabel.watermark),
        col(Relabel.ended_at_label),
        col(Relabel.opened_at),
        col(Relabel.done_at),
        col(Relabel.paused_at),
        col(Relabel.stopped_at),
        col(Relabel.unasked),
        col(Relabel.reason),
    ).join(Revision, col(Revision.id) == col(Relabel.revision_id))
    return rows_after(db, actor, query, col(Relabel.id), after, most)


def items(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Relabel items with the value before and after."""
    old, new = aliased(Label), aliased(Label)
    query: Any = (
        pick(
            col(RelabelItem.id).label("_"),
            col(RelabelItem.id),
            col(Relabel.number).label("relabel"),
            col(RelabelItem.label_id).label("label"),
            col(Task.external_id),
            col(Member.external_id).label("annotator"),
            col(RelabelItem.first_id),
            col(RelabelItem.strata),
            col(RelabelItem.state),
            col(RelabelItem.new_label_id).label("new_label"),
            col(old.value).label("before"),
            col(new.value).label("after"),
            col(RelabelItem.seconds),
            col(RelabelItem.ended_at),
        )
        .join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
        .join(Task, col(Task.id) == col(RelabelItem.task_id))
        .outerjoin(Member, col(Member.id) == col(RelabelItem.member_id))
        .join(old, col(old.id) == col(RelabelItem.label_id))
        .outerjoin(new, col(new.id) == col(RelabelItem.new_label_id))
    )
    return rows_after(db, actor, query, col(RelabelItem.id), after, most)
