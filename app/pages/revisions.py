"""A revision as programs read it: its text, what it changes, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.cases import Verdict
from app.domain.roles import Actor
from app.queries.approvals import get_standing
from app.queries.changelog import map_credits, map_relabels
from app.queries.expectations import find_verdict
from app.queries.guidelines import find_base, get_revision, list_changes
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a revision does to a clause; `typed` False while nature and type are a guess."""

    code: str
    kind: str
    nature: str
    type: str
    typed: bool


@dataclass(frozen=True, slots=True)
class RevisionDetail:
    """A revision. `version` is what it was published as, `next_version` what it would be;
    `base` the version that it changes; `rulings` are numbers. `contradicting` are the cases whose
    answer moves under a change that is said to be editorial; `asks_why`: no case moves under one
    that is said to be substantive, and `unmoved` does not say why yet."""

    number: int
    state: str
    edition: int
    version: str | None
    next_version: str | None
    base: str | None
    name: str
    title: str
    summary: str
    rationale: str
    markdown: str
    changes: tuple[ChangeRow, ...]
    type: str | None
    contradicting: tuple[int, ...]
    asks_why: bool
    unmoved: str
    publish_at: datetime | None
    approvals_needed: int
    approvals_given: int
    is_approved: bool
    is_stale: bool
    rulings: tuple[int, ...]
    relabel: int | None
    created_at: datetime
    edited_at: datetime
    published_at: datetime | None
    claimed_at: datetime | None


def show_revision(db: Session, actor: Actor, number: int) -> RevisionDetail:
    """One revision; drafts are for staff."""
    return view_detail(db, get_revision(db, actor, number))


def view_detail(db: Session, revision: Revision) -> RevisionDetail:
    """A revision whose reader was already found to be allowed."""
    standing, base = get_standing(db, revision), find_base(db, revision)
    is_out = revision.published_at is not None
    verdict = Verdict((), False) if is_out else find_verdict(db, revision)
    credits = map_credits(db, [revision.id]).get(revision.id or 0, [])
    changes = tuple(
        ChangeRow(code, change.kind, change.nature, change.type, change.typed_by is not None)
        for code, change in list_changes(db, revision)
    )
    return RevisionDetail(
        number=revision.number,
        state=revision.state,
        edition=revision.edition,
        version=revision.version if is_out else None,
        next_version=None if is_out else standing.version,
        base=base.version if base else None,
        name=revision.name,
        title=revision.title,
        summary=revision.summary,
        rationale=revision.rationale,
        markdown=revision.markdown,
        changes=changes,
        type=standing.type,
        contradicting=verdict.contradicting,
        asks_why=verdict.is_unmoved and not revision.unmoved.strip(),
        unmoved=revision.unmoved,
        publish_at=revision.publish_at,
        approvals_needed=standing.needed,
        approvals_given=standing.given,
        is_approved=standing.is_approved,
        is_stale=standing.is_stale,
        rulings=tuple(credit.ruling.number for credit in credits),
        relabel=map_relabels(db, [revision.id]).get(revision.id or 0),
        created_at=revision.created_at,
        edited_at=revision.edited_at,
        published_at=revision.published_at,
        claimed_at=revision.claimed_at,
    )
