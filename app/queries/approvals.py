"""Approvals: who approved which edition of a draft, and whether that is enough to publish it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.versions import approvals_needed, heaviest, next_version
from app.errors import Conflict
from app.languages import say
from app.queries.guidelines import PUBLIC, find_published, list_types
from app.queries.projects import get_project
from app.records.revisions import Approval, Revision


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is. `type` and `version` are None while it changes nothing; `version` is
    what it would be published as. `is_stale`: another revision was published since."""

    type: str | None
    version: str | None
    needed: int
    given: int
    is_stale: bool

    @property
    def is_approved(self) -> bool:
        """Whether enough others approved the edition as it is now."""
        return self.type is not None and self.given >= self.needed


def list_approvals(db: Session, revision: Revision) -> list[Approval]:
    """Who approved, in order; those of an earlier edition are void."""
    query = select(Approval).where(Approval.revision_id == revision.id)
    return list(db.exec(query.order_by(col(Approval.approved_at), col(Approval.member_id))))


def get_standing(db: Session, revision: Revision) -> Standing:
    """How far a draft is: its type, the version it would get, approvals, and whether its base is
    still in force."""
    published = find_published(db, revision.project_id)
    is_stale = revision.state not in PUBLIC and revision.base_id != (
        published.id if published else None
    )
    types = list_types(db, revision)
    given = [
        approval
        for approval in list_approvals(db, revision)
        if approval.edition == revision.edition and approval.member_id != revision.author_id
    ]
    if not types:
        return Standing(None, None, 0, len(given), is_stale)
    type = heaviest(types)
    policy = get_project(db, revision.project_id).approvals
    version = revision.version or next_version(published.version if published else None, types)
    return Standing(type, version, approvals_needed(type, policy), len(given), is_stale)


def is_approved(db: Session, revision: Revision) -> bool:
    """Whether as many others as the policy asks approved this very edition."""
    return get_standing(db, revision).is_approved


def need_current(db: Session, revision: Revision) -> None:
    """Raise Conflict where another revision was published since this draft was begun."""
    published = find_published(db, revision.project_id)
    if revision.base_id != (published.id if published else None):
        raise Conflict(
            say(
                "Another revision was published since draft %(number)s was begun. Put the "
                "draft onto the guideline in force first (rebase); nothing of it is lost.",
                number=revision.number,
            ),
            draft=revision.number,
            in_force=published.version if published else None,
            do="rebase",
        )
