"""A guideline from a file: imported or pushed, it becomes a draft over the guideline in force."""

from dataclasses import replace

from sqlmodel import Session

from app.actions.drafts import need_editor, read_coded
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
from app.domain.manuscripts import strip_codes
from app.domain.roles import Actor
from app.domain.texts import DOCUMENT_BYTES, SHORT_CHARACTERS, check_text
from app.domain.versions import parse_version
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.drafts import get_editable, list_own_drafts
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    list_versions,
    map_clause_ids,
)
from app.queries.projects import get_project
from app.records.revisions import Revision


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
    check_text(markdown, most=DOCUMENT_BYTES, field="markdown")
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
    check_text(markdown, most=DOCUMENT_BYTES, field="markdown")
    if not markdown.strip():
        raise Invalid(say("This file is empty."), "markdown")
    if version is not None:
        _check_version(db, actor, version)
        draft.version = version
    draft.name = check_text(name, most=SHORT_CHARACTERS, field="name") or draft.name
    old = document_of(find_base(db, draft))
    document = _read(db, actor, markdown, old, outline)
    return save_document(db, actor, draft, replace(document, title=document.title or old.title))


def push_guideline(
    db: Session,
    actor: Actor,
    *,
    markdown: str,
    base: str,
    title: str = "",
    summary: str = "",
    rationale: str = "",
) -> Revision:
    """Make a draft of a file with clause ids that was edited over the version `base`.

    Raises Conflict, with both texts, where another version is in force. The same text pushed again
    is the same draft.
    """
    need_editor(actor)
    check_text(markdown, most=DOCUMENT_BYTES, field="markdown")
    published = find_published(db, actor.project_id)
    if published is None or published.version != base:
        raise _diverged(published, base, markdown)
    document = read_coded(db, actor, markdown, over=published.markdown)
    if render_document(document) == published.markdown:
        raise Invalid(say("This file says exactly what the guideline in force says."), "markdown")
    before = {clause.code for clause in document_of(published).clauses}
    words = _without_new(document, before)
    for draft in list_own_drafts(db, actor, published):
        if _without_new(document_of(draft), before) == words:
            return draft
    title = " ".join(title.split()) or f"{document.title}: a new text"
    about = {"title": title, "summary": summary, "rationale": rationale}
    return begin_draft(db, actor, document, published, **about)


def _without_new(document: Document, before: set[str]) -> str:
    """A text without the ids of its new clauses: each push would give them others."""
    fresh = {clause.code for clause in document.clauses} - before
    return strip_codes(render_document(document), fresh)


def _diverged(published: Revision | None, base: str, yours: str) -> Conflict:
    if published is None:
        return Conflict(
            say("No guideline is in force yet. Import the text; it becomes the first draft."),
            version=None,
        )
    return Conflict(
        say(
            "Version %(version)s is in force, and this text was written over %(base)s. Nothing "
            "was changed: bring the two together, then push again.",
            version=published.version,
            base=base or "-",
        ),
        version=published.version,
        revision=published.number,
        yours=yours,
        theirs=published.markdown,
    )


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
