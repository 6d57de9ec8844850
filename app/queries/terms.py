"""The terms that a project labels under just now, in one statement: every label asks for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as pick
from sqlmodel import Session

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.honeypots import Plan
from app.queries.qualifications import HOLDS
from app.records.columns import is_in, table
from app.records.events import Stream
from app.records.honeypots import HoneypotPlan
from app.records.projects import Project
from app.records.quick import Quick
from app.records.revisions import Revision

_REVISIONS, _PROJECTS, _STREAMS = table(Revision).c, table(Project).c, table(Stream).c
_PLANS = table(HoneypotPlan).c
_PLAN = (_PLANS.share, _PLANS.first, _PLANS.tells, _PLANS.pause_below, _PLANS.seed)
_PUBLISHED = pick(_REVISIONS.id).where(
    _REVISIONS.project_id == bindparam("project"), is_in(_REVISIONS.state, "published")
)
_FIND_PUBLISHED = Quick(_PUBLISHED)
_TERMS = Quick(
    pick(
        _PROJECTS.answers,
        _PROJECTS.lease_seconds,
        _PROJECTS.listed_fields,
        _STREAMS.openings,
        _PROJECTS.prelabels,
        _PUBLISHED.scalar_subquery(),
        HOLDS.label("holds"),
        *_PLAN,
    )
    .join(table(Stream), _STREAMS.project_id == _PROJECTS.id)
    .outerjoin(table(HoneypotPlan), _PLANS.project_id == _PROJECTS.id)
    .where(_PROJECTS.id == bindparam("project"))
)
_FIND_PLAN = Quick(pick(*_PLAN).where(_PLANS.project_id == bindparam("project")))
_ANSWERS = Quick(pick(_PROJECTS.answers).where(_PROJECTS.id == bindparam("project")))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked, for how long a task is held, which metadata labelers see, and the revision in
    force. `prelabels`: the number of the model whose suggestions they see, 0 for none. `openings`
    grows whenever a task may have become available again; `holds`: an exam holds back somebody's
    work. `plan`: how gold is mixed in."""

    answers: AnswerSchema
    lease_seconds: int
    listed_fields: tuple[str, ...]
    openings: int
    prelabels: int
    revision_id: int | None
    holds: bool
    plan: Plan

    def lease_end(self, at: datetime) -> datetime:
        """When a lease that begins at a moment runs out."""
        return at + timedelta(seconds=self.lease_seconds)


def get_terms(db: Session, project_id: int) -> Terms:
    """The terms of a project whose member the caller was already found to be."""
    row = _TERMS.first(db, {"project": project_id})
    assert row is not None, "the caller is a member of it"
    raw, seconds, listed, openings, prelabels, revision_id, holds, *planned = row
    schema = _parse(db, project_id, raw)
    plan = Plan(*planned) if planned[-1] else Plan()
    fixed = (schema, seconds, tuple(listed), openings, prelabels, revision_id)
    return Terms(*fixed, bool(holds), plan)


def get_plan(db: Session, project_id: int) -> Plan:
    """How a project mixes gold in, for the ML team and what works for it."""
    row = _FIND_PLAN.first(db, {"project": project_id})
    return Plan(*row) if row else Plan()


def get_schema(db: Session, project_id: int) -> AnswerSchema:
    """The answers that a project allows."""
    return _parse(db, project_id, _ANSWERS.scalar(db, {"project": project_id}))


def find_published_id(db: Session, project_id: int) -> int | None:
    """The id of the revision in force."""
    found: int | None = _FIND_PUBLISHED.scalar(db, {"project": project_id})
    return found


def _parse(db: Session, project_id: int, raw: dict[str, Any]) -> AnswerSchema:
    known: dict[int, tuple[dict[str, Any], AnswerSchema]] = db.info["memory"].setdefault(
        "schemas", {}
    )
    if project_id not in known or known[project_id][0] != raw:
        known[project_id] = (raw, parse_schema(raw))
    return known[project_id][1]
