"""From one edition of a draft to the next: identities, changes with their types, and the event."""

from collections.abc import Iterable, Set
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as pick
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.actions.schedules import drop_schedule
from app.clock import now
from app.domain.changes import ClauseChange, list_changes
from app.domain.clauses import render_document
from app.domain.documents import Document, highest_number
from app.domain.natures import fitting
from app.domain.roles import Actor
from app.domain.texts import DOCUMENT_BYTES, DOCUMENT_LINES, check_text
from app.errors import Conflict, Invalid, TooLarge
from app.languages import say
from app.queries.drafts import OPEN
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    map_clause_ids,
    remember_document,
)
from app.records.events import record
from app.records.numbers import next_number
from app.records.revisions import Change, Clause, Revision

_CHUNK = 5_000


def begin_draft(
    db: Session, actor: Actor, document: Document, base: Revision | None, **about: Any
) -> Revision:
    """A new draft over a base. `about`: title, name, version, summary, rationale."""
    draft = Revision(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "revisions"),
        base_id=base.id if base else None,
        markdown=checked_markdown(document),
        author_id=actor.member_id,
        **about,
    )
    db.add(draft)
    db.flush()
    remember_document(draft.markdown, document)
    known = {clause.code for clause in document_of(base).clauses}
    identify_clauses(db, actor.project_id, document, known)
    write_changes(db, draft, document)
    tell_draft(db, actor, "draft.opened", draft)
    return draft


def save_document(db: Session, actor: Actor, draft: Revision, document: Document) -> Revision:
    """Make the document the draft's next edition; what changes nothing makes none."""
    markdown = checked_markdown(document)
    if markdown == draft.markdown:
        return draft
    known = {clause.code for clause in document_of(draft).clauses}
    draft.markdown = markdown
    remember_document(markdown, document)
    identify_clauses(db, actor.project_id, document, known)
    write_changes(db, draft, document)
    return turn_edition(db, actor, draft)


def turn_edition(db: Session, actor: Actor, draft: Revision) -> Revision:
    """Count the edit, which voids what was approved before it and the time that was set for it,
    and tell of it."""
    drop_schedule(db, actor, draft, "edited")
    draft.edition += 1
    draft.edited_at = now()
    if draft.state == "approved":
        draft.state = "in_review"
    db.add(draft)
    db.flush()
    tell_draft(db, actor, "draft.edited", draft)
    return draft


def tell_draft(db: Session, actor: Actor, kind: str, draft: Revision, **more: int) -> None:
    """What happens to a draft is for staff."""
    facts = {"draft": draft.number, "edition": draft.edition, **more}
    record(db, actor, kind, subject=draft.id or 0, audience="staff", **facts)


def tell_overtaken(db: Session, actor: Actor) -> None:
    """What is in force has changed: tell every open draft that was begun over something else."""
    published = find_published(db, actor.project_id)
    drafts = select(Revision).where(
        Revision.project_id == actor.project_id, col(Revision.state).in_(OPEN)
    )
    for draft in db.exec(drafts.options(defer(Revision.markdown))):  # type: ignore[arg-type]
        if draft.base_id != (published.id if published else None):
            drop_schedule(db, actor, draft, "overtaken")
            tell_draft(db, actor, "draft.overtaken", draft)


def checked_markdown(document: Document) -> str:
    """The document's Markdown, if it can be kept."""
    markdown = render_document(document)
    if len(markdown.encode("utf-8", "replace")) > DOCUMENT_BYTES:
        raise TooLarge(
            say(
                "A guideline has at most %(most)s bytes; nothing was changed.",
                most=f"{DOCUMENT_BYTES:,}",
            )
        )
    if markdown.count("\n") >= DOCUMENT_LINES:
        raise TooLarge(
            say(
                "A guideline has at most %(most)s lines; nothing was changed.",
                most=f"{DOCUMENT_LINES:,}",
            )
        )
    if not document.title.strip():
        raise Invalid(
            say("A guideline needs a title: a first line such as '# Hate speech'."), "title"
        )
    return check_text(markdown, most=DOCUMENT_BYTES, field="markdown")


def overtaken(draft: Revision, code: str, *, yours: str | None, theirs: str | None) -> Conflict:
    """Somebody saved another edition meanwhile: both texts, so that nobody's words are lost."""
    return Conflict(
        say(
            "Draft %(number)s was edited meanwhile (edition %(edition)s). Nothing was "
            "overwritten: compare both texts and save again.",
            number=draft.number,
            edition=draft.edition,
        ),
        edition=draft.edition,
        code=code,
        yours=yours,
        theirs=theirs,
    )


def need_edition(draft: Revision, edition: int, code: str = "", **texts: str | None) -> None:
    """Raise Conflict unless this is the edition that the editor saw."""
    if draft.edition != edition:
        raise overtaken(draft, code, yours=texts.get("yours"), theirs=texts.get("theirs"))


def first_free_number(db: Session, project_id: int) -> int:
    """The number that the next new clause gets."""
    return next_number(db, project_id, "clauses", 0) + 1


def identify_clauses(
    db: Session, project_id: int, document: Document, known: Set[str] = frozenset()
) -> None:
    """Give each new code an identity; codes up to the highest one here are never given again.
    `known` are codes of this project that have one, as those of the text before."""
    codes = ["title", "intro", *(clause.code for clause in document.clauses)]
    asked = [code for code in codes if code not in known]
    there = map_clause_ids(db, project_id, asked)
    fresh = [code for code in asked if code not in there]
    if not fresh:
        return
    db.execute(insert(Clause), [{"project_id": project_id, "code": code} for code in fresh])
    missing = highest_number(document) - next_number(db, project_id, "clauses", 0)
    if missing > 0:
        next_number(db, project_id, "clauses", missing)


def write_changes(db: Session, draft: Revision, document: Document) -> None:
    """Make the rows of what the draft changes agree with its text; types that people gave stay."""
    changes = list_changes(document_of(find_base(db, draft)), document)
    ids = map_clause_ids(db, draft.project_id, (change.code for change in changes))
    names = ("clause_id", "kind", "nature", "type", "typed_by")
    columns = [getattr(Change, name) for name in names]
    rows = db.execute(pick(*columns).where(col(Change.revision_id) == draft.id))
    before = {row.clause_id: row for row in rows}
    after = {ids[change.code]: change for change in changes}
    _drop(db, draft, [id for id in before if id not in after])
    fresh = [_row(draft, id, change) for id, change in after.items() if id not in before]
    if fresh:
        db.execute(insert(Change), fresh)
    for id, change in after.items():
        row = before.get(id)
        if row is None:
            continue
        said = (row.nature, row.type) if row.typed_by else (change.nature, change.guess)
        nature = fitting(said[0], said[1], change.kind)
        if (row.kind, row.nature, row.type) != (change.kind, nature, said[1]):
            _rewrite(db, draft, id, kind=change.kind, nature=nature, type=said[1])


def _row(draft: Revision, clause_id: int, change: ClauseChange) -> dict[str, Any]:
    return {
        "revision_id": draft.id,
        "clause_id": clause_id,
        "kind": change.kind,
        "nature": change.nature,
        "type": change.guess,
        "typed_by": None,
    }


def _drop(db: Session, draft: Revision, clause_ids: list[int]) -> None:
    for start in range(0, len(clause_ids), _CHUNK):
        some: Iterable[int] = clause_ids[start : start + _CHUNK]
        db.execute(
            delete(Change).where(
                col(Change.revision_id) == draft.id, col(Change.clause_id).in_(some)
            )
        )


def _rewrite(db: Session, draft: Revision, clause_id: int, **values: object) -> None:
    db.execute(
        update(Change)
        .where(col(Change.revision_id) == draft.id, col(Change.clause_id) == clause_id)
        .values(**values)
    )
