"""Flags, the questions they raise, and the rulings that decide them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import new_ordered_id, now
from app.records.columns import big, big_key, document


class Flag(SQLModel, table=True):
    """A labeler's mark on a task: what kind of edge case, where, and what they would answer.

    `tentative` is for the ML team only. A merge moves `question_id` to the question that stands;
    `raised_question_id` stays with the one that the flag opened or joined.
    """

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_flags_key", "project_id", "key"),
        Index("ix_flags_task", "task_id"),
        Index("ix_flags_question", "question_id"),
        Index("ix_flags_raised_question", "raised_question_id"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_ordered_id)
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    member_id: int = big(foreign_key="members.id")
    question_id: int = big(foreign_key="questions.id")
    raised_question_id: int = big(foreign_key="questions.id")
    category: str
    note: str
    anchor: dict[str, object] | None = document(default=None)
    tentative: str | None = None
    created_at: datetime = Field(default_factory=now)


class Question(SQLModel, table=True):
    """What one or many flags ask. States: open, answered, declined, ruled, duplicate.

    `title` is the asker's words until the ML team retitles it (`titled_by_team`): only then is it
    shown to people who have not answered its tasks. A duplicate points at the question that
    stands for it, never at another duplicate; `merged_into` keeps the one that somebody chose,
    which may be a duplicate by now.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_questions_state", "project_id", "state", "id"),
        Index("ix_questions_duplicate", "duplicate_of"),
        Index("ix_questions_closed", "project_id", "closed_at"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    title: str
    titled_by_team: bool = False
    state: str = "open"
    opened_by: int = big(foreign_key="members.id")
    duplicate_of: int | None = big(default=None, foreign_key="questions.id")
    merged_into: int | None = big(default=None)
    clause_id: int | None = big(default=None, foreign_key="clauses.id")
    snoozed_until: datetime | None = None
    created_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None
    closed_by: int | None = big(default=None, foreign_key="members.id")


class Asker(SQLModel, table=True):
    """A member who raised a question or joined it, and so hears its outcome.

    `came_with`: the question that they asked, where a merge made them askers of this one.
    """

    __tablename__ = "askers"

    question_id: int = big(primary_key=True, foreign_key="questions.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    came_with: int | None = big(default=None)
    joined_at: datetime = Field(default_factory=now)


class Ruling(SQLModel, table=True):
    """The decision of a question. States: proposed, in force, superseded, withdrawn.

    `outcome`: change (a revision will say so), differ (people may differ here), bad_task.
    """

    __tablename__ = "rulings"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    question_id: int = big(foreign_key="questions.id", index=True)
    outcome: str
    state: str
    value: str | None = None  # the canonical answer where the condition holds
    condition: str = ""
    exceptions: str = ""
    rationale: str
    authority: str = ""
    revision_id: int | None = big(default=None, foreign_key="revisions.id", index=True)
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


class RulingClause(SQLModel, table=True):
    """A clause that a ruling touches."""

    __tablename__ = "ruling_clauses"

    ruling_id: int = big(primary_key=True, foreign_key="rulings.id")
    clause_id: int = big(primary_key=True, foreign_key="clauses.id")


class Case(SQLModel, table=True):
    """A task, or an invented example, with its expected answer: a unit test of the guideline.

    States: proposed (a draft adds it), in_force, retired (a revision ended it), removed. A case of
    a ruling is in force as long as its ruling is, too.
    """

    __tablename__ = "cases"

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id", index=True)
    clause_id: int | None = big(default=None, foreign_key="clauses.id", index=True)
    ruling_id: int | None = big(default=None, foreign_key="rulings.id", index=True)
    task_id: int | None = big(default=None, foreign_key="tasks.id")
    example: str = ""
    value: str
    state: str = "in_force"
    made_by: int | None = big(default=None, foreign_key="members.id")
    created_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
