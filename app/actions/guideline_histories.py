"""Beginning a guideline with what it said before: each earlier state becomes a revision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session, select

from app.actions.drafts import need_editor
from app.actions.editions import (
    checked_markdown,
    identify_clauses,
    write_changes,
)
from app.clock import now
from app.domain.clauses import render_document
from app.domain.documents import Document
from app.domain.roles import Actor, may_publish
from app.domain.texts import excerpt
from app.domain.versions import next_version, parse_version
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.guidelines import document_of, list_types
from app.queries.projects import get_project
from app.records.events import record
from app.records.numbers import next_number
from app.records.revisions import Acknowledgement, Revision

MOST = 200
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class State:
    """What a guideline said from a day on. `message`: what was said about it then."""

    document: Document
    date: datetime
    name: str = ""
    message: str = ""
    version: str | None = None


@dataclass(frozen=True)
class Imported:
    """The revisions, oldest first, and how many states changed nothing and were left out."""

    revisions: tuple[Revision, ...]
    skipped: int


def import_history(db: Session, actor: Actor, *, states: Sequence[State]) -> Imported:
    """Let the states, oldest first, be the guideline's versions: the last one is in force.

    Their clauses are found again from state to state beforehand (`alignment.trace`). Only a
    guideline that has not begun can be given a past. When each state held is its `claimed_at`;
    when it was recorded, which is now, its `published_at`. Nobody approves what held elsewhere.
    """
    need_editor(actor)
    if not may_publish(actor):
        raise Forbidden(say("Publishing is the ML team's."))
    begun = select(Revision.number).where(Revision.project_id == actor.project_id).limit(1)
    if db.exec(begun).first() is not None:
        raise Conflict(
            say("This project's guideline has begun. Only an empty project can be given a history.")
        )
    _check(states)
    made: list[Revision] = []
    for state in states:
        last = made[-1] if made else None
        document = state.document
        if not document.title.strip():
            title = document_of(last).title or get_project(db, actor.project_id).name
            document = replace(document, title=title)
        if last is None or render_document(document) != last.markdown:
            made.append(_add(db, actor, state, document, last))
    newest = made[-1]
    newest.state = "published"
    db.add(newest)
    db.add(Acknowledgement(revision_id=newest.id or 0, member_id=actor.member_id))
    db.flush()
    about = {"subject": newest.id or 0, "revision": newest.number, "revisions": len(made)}
    record(db, actor, "guideline.imported", audience="project", **about)
    return Imported(tuple(made), len(states) - len(made))


def _add(
    db: Session, actor: Actor, state: State, document: Document, last: Revision | None
) -> Revision:
    """One state as a revision that is superseded already."""
    first_line, _, rest = state.message.strip().partition("\n")
    recorded = now()
    if last is not None and last.published_at is not None:  # in their order, whatever the clock
        recorded = max(recorded, last.published_at + timedelta(microseconds=1))
    revision = Revision(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "revisions"),
        base_id=last.id if last else None,
        name=state.name,
        title=excerpt(first_line, _LONGEST_TITLE) or state.name or document.title,
        rationale=rest.strip(),
        markdown=checked_markdown(document),
        state="superseded",
        author_id=actor.member_id,
        published_at=recorded,
        published_by=actor.member_id,
        claimed_at=state.date,
    )
    db.add(revision)
    db.flush()
    identify_clauses(db, actor.project_id, document)
    write_changes(db, revision, document)
    revision.version = _version(db, state, revision, last)
    db.add(revision)
    db.flush()
    return revision


def _version(db: Session, state: State, revision: Revision, last: Revision | None) -> str:
    """The version that it says it had, or the one that follows from its changes."""
    before = last.version if last else None
    if state.version is None:
        return next_version(before, list_types(db, revision))
    if before is not None and parse_version(state.version) <= parse_version(before):
        raise Invalid(
            say(
                "Version %(version)s does not come after %(before)s.",
                version=state.version,
                before=before,
            ),
            "version",
        )
    parse_version(state.version)
    return state.version


def _check(states: Sequence[State]) -> None:
    if not states:
        raise Invalid(say("There is no state to begin with."), "states")
    if len(states) > MOST:
        raise Invalid(say("At most %(most)s states are taken at once.", most=MOST), "states")
    for before, after in pairwise(states):
        if after.date < before.date:
            raise Invalid(
                say("%(after)s is older than the state before it.", after=after.name), "date"
            )
    if states[-1].date > now():
        raise Invalid(say("A date lies in the future."), "date")
