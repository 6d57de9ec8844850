"""The guideline: its clauses' identities, its revisions, their changes and approvals."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key, document


class Clause(SQLModel, table=True):
    """The identity of a numbered rule: it survives edits and is never used again."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("project_id", "code"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    code: str
    created_at: datetime = Field(default_factory=now)


class Revision(SQLModel, table=True):
    """A version of the guideline, from draft to published.

    `markdown` is the whole guideline with clause ids: one source, stable to the byte.
    `edition` counts edits; whoever edits or approves names the one they saw.
    States: draft, in_review, approved, published, superseded, withdrawn.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_revisions_state", "project_id", "state"),
        Index("ix_revisions_due", "publish_at"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    base_id: int | None = big(default=None, foreign_key="revisions.id")
    version: str | None = None
    name: str = ""
    title: str = ""
    summary: str = ""
    rationale: str = ""
    markdown: str
    state: str = "draft"
    edition: int = 1
    author_id: int = big(foreign_key="members.id")
    # what the scope selects, and how the relabel is done
    scope: dict[str, object] = document(default_factory=dict)
    second_person: bool = True
    # sealed at publication: what its readers must do (domain/readings.py)
    reading: str = ""
    # why it is substantive though no case changes its answer
    unmoved: str = ""
    # when it is to be published by itself, by whose wish, and in which edition
    publish_at: datetime | None = None
    scheduled_by: int | None = big(default=None)
    scheduled_edition: int | None = None
    again_by: str = "same"  # who makes labels again: same, others or both
    created_at: datetime = Field(default_factory=now)
    edited_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None
    # since when it held elsewhere, as whoever imported its history says
    claimed_at: datetime | None = None
    published_by: int | None = big(default=None, foreign_key="members.id")
    withdrawn_at: datetime | None = None
    reason: str = ""  # why it was withdrawn


class Change(SQLModel, table=True):
    """What a revision does to one clause: added, changed, moved or ended; its nature (wording,
    term, exception, extension, new, ended; "" where nobody said), and its type.

    `typed_by` is None while nature and type are only a guess. The title and the introduction have
    rows in `clauses` too (codes "title" and "intro"), so that a change of theirs has a type like
    any other.
    """

    __tablename__ = "changes"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    clause_id: int = big(primary_key=True, foreign_key="clauses.id")
    kind: str
    nature: str = ""
    type: str
    typed_by: int | None = big(default=None, foreign_key="members.id")


class CaseChange(SQLModel, table=True):
    """What a revision does to a case: added, changed or retired. `before` and `after` are expected
    answers; None: the guideline does not decide it. `before` is sealed at publication."""

    __tablename__ = "case_changes"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    case_id: int = big(primary_key=True, foreign_key="cases.id")
    kind: str
    before: str | None = None
    after: str | None = None
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)


class Approval(SQLModel, table=True):
    """A member's approval of one edition of a draft; an edit voids it by moving the edition."""

    __tablename__ = "approvals"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    edition: int
    approved_at: datetime = Field(default_factory=now)


class Objection(SQLModel, table=True):
    """What a member asks to be changed in one edition of a draft. It holds until that edition is
    edited, or until the same member approves it after all."""

    __tablename__ = "objections"
    __table_args__ = (Index("ix_objections_revision", "revision_id"),)

    id: int | None = big_key()
    revision_id: int = big(foreign_key="revisions.id")
    member_id: int = big(foreign_key="members.id")
    edition: int
    words: str
    made_at: datetime = Field(default_factory=now)


class Acknowledgement(SQLModel, table=True):
    """A member's receipt: this revision was read. `way`: "read" where they said so, "shown" where
    it stood above a task that they answered. `passed_at` is None while its check is still to be
    passed."""

    __tablename__ = "acknowledgements"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    way: str = "read"
    read_at: datetime = Field(default_factory=now)
    passed_at: datetime | None = None
