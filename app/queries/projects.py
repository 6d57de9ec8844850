"""Projects, as those who take part in them see them."""

from sqlmodel import Session, col, select

from app.domain.answers import AnswerSchema, parse_schema
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


def get_schema(db: Session, project_id: int) -> AnswerSchema:
    """The answers that a project allows."""
    return parse_schema(get_project(db, project_id).answers)


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
