"""Comments on lines of a draft, for staff alone."""

from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.queries.drafts import get_draft
from app.records.comments import Comment
from app.records.revisions import Clause, Revision


def list_comments(db: Session, revision: Revision) -> list[tuple[Comment, str]]:
    """All comments on a draft with the codes of their clauses, oldest first."""
    query = (
        select(Comment, Clause.code)
        .join(Clause, col(Clause.id) == col(Comment.clause_id))
        .where(Comment.revision_id == revision.id)
    )
    return [(comment, code) for comment, code in db.execute(query.order_by(col(Comment.id)))]


def find_comment(db: Session, comment_id: int) -> tuple[Comment, str, Revision] | None:
    """A comment with its clause's code and its draft, for what the house itself draws."""
    query = (
        select(Comment, Clause.code, Revision)
        .join(Clause, col(Clause.id) == col(Comment.clause_id))
        .join(Revision, col(Revision.id) == col(Comment.revision_id))
    )
    row = db.execute(query.where(Comment.id == comment_id)).first()
    return (row[0], row[1], row[2]) if row else None


def get_comment(
    db: Session, actor: Actor, number: int, comment_id: int
) -> tuple[Comment, str, Revision]:
    """A comment on this draft."""
    draft = get_draft(db, actor, number)
    found = find_comment(db, comment_id)
    if found is None or found[0].revision_id != draft.id:
        raise NotFound
    return found


def count_open_comments(db: Session, revision: Revision) -> int:
    """How many comments on a draft wait for an answer."""
    query = select(func.count()).select_from(Comment)
    return db.exec(query.where(Comment.revision_id == revision.id, Comment.state == "open")).one()
