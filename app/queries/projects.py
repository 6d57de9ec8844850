"""Projects, as those who take part in them see them."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.records.members import Member
from app.records.projects import Project


def find_project_id(db: Session, slug: str) -> int | None:
    """A project's number by its name in URLs."""
    return db.execute(select(Project.id).where(Project.slug == slug)).scalar()


def get_project(db: Session, project_id: int) -> Project:
    """A project whose member the caller was already found to be."""
    project = db.get(Project, project_id)
    if project is None:
        raise NotFound
    return project


def list_projects(db: Session, account_id: int) -> list[tuple[Project, str]]:
    """The projects an account takes part in, each with the account's role there."""
    return [
        (project, role)
        for project, role in db.exec(
            select(Project, Member.role)
            .join(Member, col(Member.project_id) == col(Project.id))
            .where(
                col(Member.account_id) == account_id,
                col(Member.removed_at).is_(None),
                col(Project.archived_at).is_(None),
            )
            .order_by(Project.name)
        )
    ]


def map_slugs(db: Session, project_ids: Iterable[int | None]) -> dict[int, str]:
    """Names in URLs by project."""
    wanted = {each for each in project_ids if each is not None}
    rows = db.execute(select(Project.id, Project.slug).where(col(Project.id).in_(wanted)))
    return {row.id: row.slug for row in rows}


def list_projects_after(
    db: Session, account_id: int, after: int | None, most: int
) -> list[tuple[Project, str]]:
    """An account's projects in the order they were made, archived ones too, each with its role."""
    query = (
        select(Project, Member.role)
        .join(Member, col(Member.project_id) == col(Project.id))
        .where(col(Member.account_id) == account_id, col(Member.removed_at).is_(None))
    )
    if after is not None:
        query = query.where(col(Project.id) > after)
    rows = db.exec(query.order_by(col(Project.id)).limit(most))
    return [(project, role) for project, role in rows]


def find_own_project_id(db: Session, actor: Actor, slug: str) -> int:
    """A project that the actor's account takes part in."""
    found = db.execute(
        select(Project.id)
        .join(Member, col(Member.project_id) == col(Project.id))
        .where(
            Project.slug == slug,
            Member.account_id == actor.account_id,
            col(Member.removed_at).is_(None),
        )
    ).scalar()
    if found is None:
        raise NotFound
    return int(found)
