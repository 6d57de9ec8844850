"""Who wants to be told what of a thread."""

from sqlmodel import Session, select

from app.records.projects import Project
from app.records.threads import Follow


def find_level(db: Session, member_id: int, topic: str) -> str | None:
    """What somebody said that they want to be told of a thread, if they said so."""
    follow = db.get(Follow, (member_id, topic))
    return follow.level if follow else None


def map_levels(db: Session, project_id: int, topic: str) -> dict[int, str]:
    """What people said of a thread, by member id."""
    said = select(Follow.member_id, Follow.level).where(
        Follow.project_id == project_id, Follow.topic == topic
    )
    return {row[0]: row[1] for row in db.execute(said)}


def list_followed(db: Session, member_id: int) -> dict[str, str]:
    """The threads of which somebody said what they want to be told, by topic."""
    said = select(Follow.topic, Follow.level).where(Follow.member_id == member_id)
    return {row[0]: row[1] for row in db.execute(said)}


def get_defaults(db: Session, project_id: int) -> dict[str, str]:
    """What a project tells by default, by kind of thread, where it differs from the product."""
    return db.get_one(Project, project_id).levels
