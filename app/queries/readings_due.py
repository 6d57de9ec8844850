"""Revisions that a labeler has yet to read before work goes on."""

from sqlalchemy import BindParameter, bindparam, exists, literal
from sqlalchemy import select as pick
from sqlmodel import Session

from app.domain.roles import Actor
from app.records.columns import is_in, table
from app.records.members import Member
from app.records.quick import Quick
from app.records.revisions import Acknowledgement, Change, Revision

_REVISIONS, _CHANGES, _READ = table(Revision).c, table(Change).c, table(Acknowledgement).c
_MEMBER: BindParameter[int] = bindparam("member")
_JOINED = pick(table(Member).c.created_at).where(table(Member).c.id == _MEMBER).scalar_subquery()
# the oldest revision in substance that a member has not acknowledged
DUE = (
    pick(_REVISIONS.id)
    .where(
        _REVISIONS.project_id == bindparam("project"),
        is_in(_REVISIONS.state, "published", "superseded"),
        _REVISIONS.base_id.is_not(None),
        _REVISIONS.published_at > _JOINED,
        exists().where(
            _CHANGES.revision_id == _REVISIONS.id, _CHANGES.type == literal("substantive")
        ),
        ~exists().where(_READ.revision_id == _REVISIONS.id, _READ.member_id == _MEMBER),
    )
    .order_by(_REVISIONS.published_at, _REVISIONS.id)
    .limit(1)
)
_FIND_DUE = Quick(DUE)


def find_reading_due(db: Session, actor: Actor) -> Revision | None:
    """The oldest revision in substance, published since the actor joined, not acknowledged yet.

    A project's first guideline is no change, and whoever joins later reads the whole.
    """
    due = _FIND_DUE.scalar(db, {"project": actor.project_id, "member": actor.member_id})
    return db.get(Revision, due) if due else None
