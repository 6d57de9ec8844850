"""Proxies and what they say of tasks."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class Proxy(SQLModel, table=True):
    """A number that stands in for what people value. `direction`: whether "more" or "less" of it
    is better; `paired`: it says something of each side of a pair, not of a task as a whole."""

    __tablename__ = "proxies"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    name: str
    direction: str = "more"
    paired: bool = False
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)


class ProxyValue(SQLModel, table=True):
    """What a proxy says of a task: `a`, and of a pair's other side `b`. A newer import replaces
    it."""

    __tablename__ = "proxy_values"
    __table_args__ = (
        UniqueConstraint("proxy_id", "task_id"),
        Index("ix_proxy_values_task", "project_id", "task_id"),
        Index("ix_proxy_values_project", "project_id", "id"),
    )

    id: int | None = big_key()
    proxy_id: int = big(foreign_key="proxies.id")
    task_id: int = big(foreign_key="tasks.id")
    project_id: int = big(foreign_key="projects.id")
    a: float
    b: float | None = None
