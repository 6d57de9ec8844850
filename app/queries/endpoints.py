"""Endpoints of webhooks, for those who run a project, and for what sends to them."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.roles import Actor, may_manage_project
from app.errors import NotFound
from app.records.endpoints import Endpoint


def list_endpoints(db: Session, actor: Actor) -> list[Endpoint]:
    """The project's endpoints, in the order they were added."""
    if not may_manage_project(actor):
        raise NotFound
    return list(db.exec(_there(actor.project_id).order_by(col(Endpoint.id))))


def get_endpoint(db: Session, actor: Actor, endpoint_id: int) -> Endpoint:
    """One endpoint of the project."""
    found = find_endpoint(db, actor.project_id, endpoint_id)
    if found is None or not may_manage_project(actor):
        raise NotFound
    return found


def find_endpoint(db: Session, project_id: int, endpoint_id: int) -> Endpoint | None:
    """An endpoint that was not removed, for what the house itself does."""
    return db.exec(_there(project_id).where(Endpoint.id == endpoint_id)).first()


def list_listening(db: Session, project_id: int) -> list[Endpoint]:
    """The endpoints that are to be told of what happens."""
    return list(db.exec(_there(project_id).where(Endpoint.stopped == "")))


def list_wanted(db: Session, project_id: int) -> set[str]:
    """The kinds of events that some endpoint is to be told of."""
    return {kind for each in list_listening(db, project_id) for kind in each.kinds}


def _there(project_id: int) -> SelectOfScalar[Endpoint]:
    return select(Endpoint).where(
        Endpoint.project_id == project_id, col(Endpoint.removed_at).is_(None)
    )
