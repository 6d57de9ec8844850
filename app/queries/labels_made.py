"""Whether a project has labels yet: from then on its answers are bound."""

from sqlmodel import Session, select

from app.records.labels import Label


def has_labels(db: Session, project_id: int) -> bool:
    """Whether any label was made, or imported, in the project."""
    return (
        db.exec(select(Label.id).where(Label.project_id == project_id).limit(1)).first() is not None
    )
