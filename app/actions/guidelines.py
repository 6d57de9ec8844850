"""Importing a guideline: a Markdown file becomes a draft over the guideline in force."""

from dataclasses import replace

from sqlmodel import Session

from app.actions.drafts import need_editor
from app.actions.editions import (
    begin_draft,
    first_free_number,
    need_edition,
    save_document,
)
from app.domain.alignment import align
from app.domain.clauses import (
    carries_codes,
    import_markdown,
    parse_document,
    render_document,
)
from app.domain.documents import Document, arrange, highest_number
from app.domain.edits import code_new_lines
from app.domain.roles import Actor
from app.domain.texts import SHORT_CHARACTERS, check_text
from app.domain.versions import parse_version
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    list_versions,
    map_clause_ids,
)
from app.queries.projects import get_project
from app.records.revisions import Revision

_MOST_BYTES = 4 * 1024 * 1024


def import_guideline(
    db: Session,
    actor: Actor,
    *,
    markdown: str,
    name: str = "",
    version: str | None = None,
    outline: Document | None = None,
) -> Revision:
    """Make a draft of a Markdown file, plain or with clause ids.

    A plain file's clauses are found again by their words, so that they keep their identity. A
    file with ids is taken at its word, unless it is another guideline's. `version` is what the
    draft is to be published as (otherwise that follows from its change types); `outline` what
    `import_markdown` read in a plain file, where that was done before, beside the writer.
    """
    need_editor(actor)
    check_text(markdown, most=_MOST_BYTES, field="markdown")
    check_text(name, most=SHORT_CHARACTERS, field="name")
    if not markdown.strip():
        raise Invalid(say("This file is empty."), "markdown")
    if version is not None:
        _check_version(db, actor, version)
    base = find_published(db, actor.project_id)
    old = document_of(base)
    document = _read(db, actor, markdown, old, outline)
    if not document.title.strip():
        document = replace(document, title=old.title or get_project(db, actor.project_id).name)
    if base is not None and render_document(document) == base.markdown:
        raise Invalid(say("This file says exactly what the guideline in force says."), "markdown")
    title = name or (f"{document.title}: a new text" if base else document.title)
    about = {"name": name, "version": version, "title": title}
    return begin_draft(db, actor, document, base, **about)


def import_into_draft(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    markdown: str,
    name: str = "",
    version: str | None = None,
    outline: Document | None = None,
) -> Revision:
    """Let a file be the text of a draft that is open already, a ruling's say: its clauses are
    found again in the guideline in force, as `import_guideline` does it."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition, yours=markdown, theirs=draft.markdown)
    check_text(markdown, most=_MOST_BYTES, field="markdown")
    if not markdown.strip():
        raise Invalid(say("This file is empty."), "markdown")
    if version is not None:
        _check_version(db, actor, version)
        draft.version = version
    draft.name = check_text(name, most=SHORT_CHARACTERS, field="name") or draft.name
    old = document_of(find_base(db, draft))
    document = _read(db, actor, markdown, old, outline)
    return save_document(db, actor, draft, replace(document, title=document.title or old.title))


def _read(
    db: Session, actor: Actor, markdown: str, old: Document, outline: Document | None
) -> Document:
    """The file as a document whose codes are this project's."""
    first = first_free_number(db, actor.project_id)
    if not carries_codes(markdown):
        return align(old, outline or import_markdown(markdown), first)
    coded = parse_document(markdown)
    if old.clauses and not _is_ours(old, coded):
        return align(old, coded, first)
    above = max(first, highest_number(coded) + 1)
    known_lines = render_document(old).split("\n") if old.clauses else ()
    document = parse_document(code_new_lines(markdown, known_lines, above))
    return document if first == 1 else _renamed(db, actor, document, first)


def _is_ours(old: Document, new: Document) -> bool:
    """Whether a file with ids came from this guideline: some clause says the same under the same
    id. Another guideline's c1 is not ours."""
    texts = {clause.code: clause.text for clause in old.clauses}
    return any(texts.get(clause.code) == clause.text for clause in new.clauses)


def _renamed(db: Session, actor: Actor, document: Document, first: int) -> Document:
    """The document with new numbers for the ids that this project never gave."""
    known = map_clause_ids(db, actor.project_id, (each.code for each in document.clauses))
    codes: dict[str, str] = {}
    for clause in document.clauses:
        codes[clause.code] = clause.code if clause.code in known else f"c{first}"
        first += clause.code not in known
    renamed = (
        replace(clause, code=codes[clause.code], parent=codes.get(clause.parent or ""))
        for clause in document.clauses
    )
    return replace(document, clauses=arrange(renamed))


def _check_version(db: Session, actor: Actor, version: str) -> None:
    wanted = parse_version(version)
    taken = list_versions(db, actor.project_id)
    if any(parse_version(each) >= wanted for each in taken):
        raise Conflict(
            say("Version %(version)s is published; choose a later one.", version=taken[0]),
            version=taken[0],
        )
