"""What cases expect before and under a draft, and what they expected as of any version."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from app.domain.cases import Expectation, Verdict, hold
from app.domain.roles import Actor
from app.queries.cases import CaseRow, case_rows, seen_by
from app.queries.guidelines import PUBLIC
from app.records.questions import Case, Ruling, RulingClause
from app.records.revisions import CaseChange, Change, Clause, Revision


@dataclass(frozen=True, slots=True)
class Held:
    """A case with what a draft does to it; `change` is None where it leaves the case alone."""

    row: CaseRow
    expectation: Expectation
    change: CaseChange | None


def list_held(db: Session, revision: Revision) -> list[Held]:
    """The cases that a draft is held against: those of the clauses that it changes, those of the
    rulings that led to it, and those that it changes itself, oldest first."""
    changed = select(Change.clause_id).where(Change.revision_id == revision.id)
    touching = (
        select(RulingClause.ruling_id)
        .join(Ruling, col(Ruling.id) == col(RulingClause.ruling_id))
        .where(col(RulingClause.clause_id).in_(changed), Ruling.state == "in_force")
    )
    leading = select(Ruling.id).where(Ruling.revision_id == revision.id)
    own = select(CaseChange.case_id).where(CaseChange.revision_id == revision.id)
    in_force = and_(
        col(Case.state) == "in_force",
        or_(
            and_(col(Case.clause_id).in_(changed), col(Case.ruling_id).is_(None)),
            col(Case.ruling_id).in_(touching),
            col(Case.ruling_id).in_(leading),
        ),
    )
    by_itself = and_(col(Case.id).in_(own), col(Case.state).in_(("proposed", "in_force")))
    query = case_rows(revision.project_id).where(or_(in_force, by_itself))
    rows = [CaseRow(*row) for row in db.execute(query.order_by(col(Case.id)))]
    changes = map_case_changes(db, revision)
    codes = _codes(db, {row.ruling.id or 0 for row in rows if row.ruling})
    return [_hold(row, changes.get(row.case.id or 0), codes, revision) for row in rows]


def find_verdict(db: Session, revision: Revision) -> Verdict:
    """What the cases say of the types of a draft. A first guideline has nothing before it."""
    if revision.base_id is None:
        return Verdict((), False)
    return hold(map_types(db, revision), (each.expectation for each in list_held(db, revision)))


def map_case_changes(db: Session, revision: Revision) -> dict[int, CaseChange]:
    """What a revision does to cases, by case."""
    query = select(CaseChange).where(CaseChange.revision_id == revision.id)
    return {each.case_id: each for each in db.exec(query)}


def map_types(db: Session, revision: Revision) -> dict[str, str]:
    """The type of each change by the code of its clause."""
    rows = db.execute(
        select(Clause.code, Change.type)
        .join(Change, col(Change.clause_id) == col(Clause.id))
        .where(Change.revision_id == revision.id)
    )
    return {row.code: row.type for row in rows}


def list_cases_as_of(db: Session, actor: Actor, revision: Revision) -> list[CaseRow]:
    """The cases that a version was held against, each with the answer expected of it then, as the
    reader may know them: as of the last moment at which the version was in force."""
    lineage, until = _lineage(db, revision), _until(db, revision)
    inside: dict[int, CaseChange] = {}
    first: dict[int, CaseChange] = {}
    published = col(Revision.state).in_(PUBLIC)
    sealed = (
        select(CaseChange)
        .join(Revision, col(Revision.id) == col(CaseChange.revision_id))
        .where(Revision.project_id == revision.project_id, published)
        .order_by(col(CaseChange.revision_id))
    )
    for change in db.exec(sealed):
        first.setdefault(change.case_id, change)
        if change.revision_id in lineage:
            inside[change.case_id] = change
    rows = [CaseRow(*row) for row in db.execute(case_rows(revision.project_id))]
    found = []
    for row in sorted(rows, key=lambda row: row.case.id or 0):
        value = _value_then(row.case, inside, first, until)
        if value is not None:
            found.append(replace(row, expected=value))
    return seen_by(db, actor, found)


def _value_then(
    case: Case, inside: dict[int, CaseChange], first: dict[int, CaseChange], until: datetime | None
) -> str | None:
    """What was expected of a case in a version's last moment; None: it was no case of it."""
    case_id = case.id or 0
    is_late = until is not None and case.created_at > until
    has_ended = case.ended_at is not None and (until is None or case.ended_at <= until)
    if case_id in inside:
        return None if has_ended else inside[case_id].after
    if case_id in first:
        return None if is_late or has_ended else _before_then(first[case_id])
    if is_late or has_ended or case.state == "proposed" or case.ruling_id is not None:
        # a ruling's cases count from the publication that brought it into force
        return None
    return case.value


def _before_then(change: CaseChange) -> str | None:
    """What was expected before the first revision that touched a case; one that a revision added
    was no case before."""
    return None if change.kind == "added" else change.before


def _hold(
    row: CaseRow,
    change: CaseChange | None,
    codes: dict[int, frozenset[str]],
    revision: Revision,
) -> Held:
    held = codes.get(row.ruling.id or 0, frozenset()) if row.ruling else frozenset[str]()
    if row.code:
        held |= {row.code}
    if revision.published_at is not None:  # sealed
        before, after = (change.before, change.after) if change else (row.case.value,) * 2
    else:
        before = _before(row, change, revision)
        after = change.after if change else row.case.value
    return Held(row, Expectation(row.case.id or 0, held, before, after), change)


def _before(row: CaseRow, change: CaseChange | None, revision: Revision) -> str | None:
    """What the guideline in force expects: nothing, of what only the draft's rulings decided."""
    if row.case.state == "proposed":
        return change.before if change else None
    is_ruled = row.ruling is not None and row.ruling.revision_id == revision.id
    return None if is_ruled else row.case.value


def _codes(db: Session, ruling_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The clauses that rulings touch."""
    rows = db.execute(
        select(RulingClause.ruling_id, Clause.code)
        .join(Clause, col(Clause.id) == col(RulingClause.clause_id))
        .where(col(RulingClause.ruling_id).in_(list(ruling_ids)))
    )
    found: dict[int, frozenset[str]] = {}
    for ruling_id, code in rows:
        found[ruling_id] = found.get(ruling_id, frozenset()) | {code}
    return found


def _lineage(db: Session, revision: Revision) -> set[int]:
    """A revision and all that it was built on."""
    found, at = set(), revision.id
    while at is not None:
        found.add(at)
        at = db.execute(select(Revision.base_id).where(Revision.id == at)).scalar()
    return found


def _until(db: Session, revision: Revision) -> datetime | None:
    """When a version stopped being in force: when the next was published, or it was withdrawn."""
    if revision.state == "published":
        return None
    if revision.withdrawn_at is not None:
        return revision.withdrawn_at
    following = select(func.max(Revision.published_at)).where(Revision.base_id == revision.id)
    return db.execute(following.where(col(Revision.published_at).is_not(None))).scalar()
