"""What stands behind labels: relabel items, rulings and who asked; many labels at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.grounds import Decided
from app.queries.guidelines import PUBLIC
from app.queries.rulings import map_codes
from app.records.labels import Citation, Label, Retraction
from app.records.members import Member
from app.records.questions import Asker, Flag, Question, Ruling
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Clause, Revision

MOST_STEPS = 200


def list_decided(db: Session, project_id: int) -> list[Decided]:
    """Every ruling that a published version says, withdrawn ones too, by number."""
    rows = db.execute(
        pick(
            Ruling,
            col(Question.number),
            col(Revision.published_at),
            col(Revision.withdrawn_at),
        )
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .join(Revision, col(Revision.id) == col(Ruling.revision_id))
        .where(col(Ruling.project_id) == project_id, col(Revision.state).in_(PUBLIC))
        .order_by(col(Ruling.number))
    ).all()
    codes = map_codes(db, [row.Ruling.id for row in rows])
    askers = _map_askers(db, [row.Ruling.question_id for row in rows])
    return [
        Decided(
            ruling=row.Ruling.number,
            revision_id=row.Ruling.revision_id,
            question=row.number,
            question_id=row.Ruling.question_id,
            clauses=frozenset(codes.get(row.Ruling.id, ())),
            since=row.published_at,
            until=row.withdrawn_at,
            asked_by=tuple(dict.fromkeys(askers[row.Ruling.question_id])),
        )
        for row in rows
    ]


def _map_askers(db: Session, question_ids: Collection[int]) -> defaultdict[int, list[str]]:
    """The external ids of all who asked, those included who asked what was merged, by question."""
    stands = col(Question.duplicate_of)
    rows = db.execute(
        pick(col(Question.id), stands.label("stands"), col(Member.external_id))
        .join(Asker, col(Asker.question_id) == col(Question.id))
        .join(Member, col(Member.id) == col(Asker.member_id))
        .where(or_(col(Question.id).in_(question_ids), stands.in_(question_ids)))
        .order_by(col(Asker.joined_at), col(Asker.member_id))
    )
    askers: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        askers[row.stands or row.id].append(row.external_id)
    return askers


def map_asked_on(db: Session, task_ids: Collection[int]) -> dict[int, set[int]]:
    """The questions that tasks were flagged for, by task."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    flags = pick(col(Flag.task_id), col(Flag.question_id))
    for task_id, question_id in db.execute(flags.where(col(Flag.task_id).in_(task_ids))):
        found[task_id].add(question_id)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A relabel item, with what it was for. `second`: a second look at somebody else's flip."""

    item: int
    label_id: int
    new_label_id: int | None
    strata: str
    state: str
    second: bool
    relabel_id: int
    relabel: int
    opened_at: datetime
    revision_id: int
    version: str
    title: str
    withdrawn_at: datetime | None


def list_asked_on(
    db: Session, task_ids: Collection[int], member_id: int | None = None
) -> list[Asked]:
    """The relabel items of tasks, oldest first. Guidelines and scopes are left where they are:
    there may be thousands of items for each."""
    query: Any = (
        pick(
            col(RelabelItem.id),
            col(RelabelItem.label_id),
            col(RelabelItem.new_label_id),
            col(RelabelItem.strata),
            col(RelabelItem.state),
            col(RelabelItem.first_id).is_not(None),
            col(Relabel.id),
            col(Relabel.number),
            col(Relabel.opened_at),
            col(Revision.id),
            func.coalesce(col(Revision.version), ""),
            col(Revision.title),
            col(Revision.withdrawn_at),
        )
        .join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
        .join(Revision, col(Revision.id) == col(Relabel.revision_id))
        .where(col(RelabelItem.task_id).in_(task_ids))
    )
    if member_id is not None:
        query = query.where(col(RelabelItem.member_id) == member_id)
    return [Asked(*row) for row in db.execute(query.order_by(col(RelabelItem.id)))]


def list_line(
    db: Session, task_id: int, member_id: int
) -> list[tuple[Label, Revision | None, datetime | None]]:
    """All labels of a person on a task, newest first, with the version that each was made under
    and when it was taken back."""
    rows = db.execute(
        pick(Label, col(Retraction.retracted_at))
        .outerjoin(Retraction, col(Retraction.label_id) == col(Label.id))
        .where(col(Label.task_id) == task_id, col(Label.member_id) == member_id)
        .order_by(col(Label.id).desc())
        .limit(MOST_STEPS)
    )
    return [
        (label, db.get(Revision, label.revision_id) if label.revision_id else None, taken_back)
        for label, taken_back in rows
    ]


def map_cited(db: Session, label_ids: Iterable[int]) -> dict[int, list[str]]:
    """The codes of the clauses that labels cite."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    cited = (
        pick(col(Citation.label_id), col(Clause.code))
        .join(Clause, col(Clause.id) == col(Citation.clause_id))
        .where(col(Citation.label_id).in_(list(label_ids)))
        .order_by(col(Clause.id))
    )
    for label_id, code in db.execute(cited):
        found[label_id].append(code)
    return found


def map_superseding(db: Session, label_ids: Collection[int], until: int | None) -> dict[int, int]:
    """What superseded labels, as far as it was recorded until a label."""
    later = aliased(Label)
    query = pick(col(later.supersedes_id), col(later.id)).where(
        col(later.supersedes_id).in_(label_ids)
    )
    if until is not None:
        query = query.where(col(later.id) <= until)
    return {row.supersedes_id: row.id for row in db.execute(query)} if label_ids else {}
