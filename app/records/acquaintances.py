"""Who knows of a task what is right, or what others say, without having labeled it."""

from sqlmodel import SQLModel

from app.records.columns import big


class Acquaintance(SQLModel, table=True):
    """Somebody was examined on a task, or judges it together with others: it is no work of theirs,
    for their label would be no answer of their own."""

    __tablename__ = "acquaintances"

    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
