"""Publications whose time has come."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.queries.drafts import OPEN
from app.records.events import Event
from app.records.revisions import Revision


def find_missed(db: Session, revision: Revision) -> str:
    """Why the last time that was set for a draft was given up; "" where that is no news."""
    kinds = ("publication.scheduled", "publication.cancelled", "publication.missed")
    about = select(Event.kind, Event.data).where(
        Event.project_id == revision.project_id,
        col(Event.kind).in_(kinds),
        Event.subject == revision.id,
    )
    row = db.execute(about.order_by(col(Event.seq).desc()).limit(1)).first()
    return str(row.data.get("why", "")) if row and row.kind == "publication.missed" else ""


def list_due_publications(db: Session, at: datetime) -> list[tuple[int, int]]:
    """(project, revision) of every draft that was to be published by now, the oldest time first."""
    query = select(Revision.project_id, Revision.id).where(
        col(Revision.publish_at).is_not(None),
        col(Revision.publish_at) <= at,
        col(Revision.state).in_(OPEN),
    )
    rows = db.execute(query.order_by(col(Revision.publish_at), col(Revision.id)))
    return [(row.project_id, row.id) for row in rows]
