"""Whether a draft has the approvals that its project asks for."""

from sqlmodel import Session, col, func, select

from app.domain.versions import approvals_needed, heaviest
from app.queries.projects import get_project
from app.records.revisions import Approval, Change, Revision


def count_approvals(db: Session, revision: Revision) -> int:
    """Approvals of the draft's present edition, the author's own left out."""
    query = select(func.count()).select_from(Approval)
    return db.exec(
        query.where(
            Approval.revision_id == revision.id,
            Approval.edition == revision.edition,
            col(Approval.member_id) != revision.author_id,
        )
    ).one()


def count_needed(db: Session, revision: Revision) -> int:
    """How many approvals the heaviest change of the draft asks for."""
    types = db.exec(select(Change.type).where(Change.revision_id == revision.id)).all()
    policy = get_project(db, revision.project_id).approvals
    return approvals_needed(heaviest(types), policy)


def is_approved(db: Session, revision: Revision) -> bool:
    """Whether the draft may be published as it stands."""
    return count_approvals(db, revision) >= count_needed(db, revision)
