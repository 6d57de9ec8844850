"""Imports and their reports, for staff; those of trusted answers for the ML team."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_ml_team, is_staff
from app.errors import NotFound
from app.records.imports import Import, ImportFault

PAGE = 50


def get_import(db: Session, actor: Actor, key: UUID) -> Import:
    """An import of the project."""
    found = db.exec(
        select(Import).where(col(Import.key) == key, Import.project_id == actor.project_id)
    ).first()
    if found is None or not is_staff(actor) or (found.kind == "gold" and not is_ml_team(actor)):
        raise NotFound
    return found


def find_import(db: Session, project_id: int, import_id: int) -> Import | None:
    """An import by its number, for those whom its event reaches."""
    found = db.get(Import, import_id)
    return found if found and found.project_id == project_id else None


def list_imports(
    db: Session, actor: Actor, before: int | None = None, most: int = PAGE
) -> list[Import]:
    """The project's imports, newest first."""
    if not is_staff(actor):
        raise NotFound
    query = select(Import).where(Import.project_id == actor.project_id)
    if not is_ml_team(actor):
        query = query.where(Import.kind != "gold")
    if before is not None:
        query = query.where(col(Import.id) < before)
    return list(db.exec(query.order_by(col(Import.id).desc()).limit(most)))


def list_faults(db: Session, import_id: int, after: int = 0, most: int = PAGE) -> list[ImportFault]:
    """The faults of an import after one of them, in the order of the file."""
    return list(
        db.exec(
            select(ImportFault)
            .where(ImportFault.import_id == import_id, col(ImportFault.id) > after)
            .order_by(col(ImportFault.id))
            .limit(most)
        )
    )


def list_abandoned(db: Session, project_id: int, before: datetime) -> list[Import]:
    """Running imports that have given no sign of life since."""
    return list(
        db.exec(
            select(Import).where(
                Import.project_id == project_id,
                Import.state == "running",
                col(Import.moved_at) < before,
            )
        )
    )


def projects_importing(db: Session, before: datetime) -> list[int]:
    """The projects that have such imports."""
    query = select(Import.project_id).where(
        Import.state == "running", col(Import.moved_at) < before
    )
    return sorted(set(db.exec(query)))
