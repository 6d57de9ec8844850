"""The editor of a draft: one clause with its preview, the whole document, the whole Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.changes import guess_type
from app.domain.diffs import diff_documents
from app.domain.documents import Clause, Document
from app.domain.edits import find_clause
from app.domain.merges import Overlap, find_overlaps
from app.domain.roles import Actor, may_edit_draft
from app.errors import NotFound
from app.pages.clauses import EntryView, WindowView, head_of, trails, view_contents, view_window
from app.pages.diffs import DiffView, view_diff
from app.pages.guidelines import root_of
from app.queries.drafts import OPEN, get_draft
from app.queries.guidelines import document_of, find_base, find_published, list_changes
from app.records.revisions import Revision

FRAME = ("title", "intro")


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a text would look like, and how it differs from the guideline that the draft changes.
    `guess` is the type it would be taken for."""

    head: str
    body: str
    kind: str
    level: int
    diff: DiffView | None
    guess: str


@dataclass(frozen=True, slots=True)
class EditorView:
    """One clause to be edited, or a new one (`code` ""): then `after` says behind which.

    After a conflict `text` is what the editor wrote and `theirs` what is there now. `seen` is the
    text that the edit starts from."""

    root: str
    number: int
    title: str
    edition: int
    code: str
    kind: str
    level: int
    after: str
    trail: str
    text: str
    seen: str
    theirs: str | None
    preview: PreviewView
    problem: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManuscriptView:
    """The whole draft, in parts; `may_edit` shows the tools."""

    root: str
    number: int
    title: str
    edition: int
    intro: str
    contents: tuple[EntryView, ...]
    window: WindowView
    may_edit: bool
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceView:
    """The draft's Markdown. After a conflict `markdown` is what was sent, `theirs` what is kept."""

    root: str
    number: int
    title: str
    edition: int
    markdown: str
    theirs: str | None
    problem: str
    may_edit: bool
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordsView:
    """What is said about a draft. After a conflict `texts` are what was sent, `theirs` (name and
    text) what is kept and differs."""

    root: str
    number: int
    title: str
    edition: int
    texts: dict[str, str]
    theirs: tuple[tuple[str, str], ...]
    problem: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RebaseView:
    """What must be chosen before a draft stands on the guideline in force."""

    root: str
    number: int
    title: str
    edition: int
    in_force: str | None
    overlaps: tuple[Overlap, ...]
    topics: tuple[str, ...] = ()


def show_editor(
    db: Session, actor: Actor, number: int, code: str, typed: Mapping[str, str] | None = None
) -> EditorView:
    """One clause of a draft, or "title" or "intro". `typed` (text, problem) after a refusal."""
    draft = _editable(db, actor, number)
    document = document_of(draft)
    clause = _clause_of(document, code)
    if clause is None:
        raise NotFound
    given = dict(typed or {})
    text = given.get("text", clause.text)
    return EditorView(
        root=root_of(db, actor.project_id),
        number=number,
        title=draft.title,
        edition=draft.edition,
        code=code,
        kind=clause.kind,
        level=clause.level,
        after="",
        trail=trails(document).get(code, ""),
        text=text,
        seen=clause.text,
        theirs=clause.text if "text" in given and text != clause.text else None,
        preview=_preview(db, draft, replace(clause, text=text)),
        problem=given.get("problem", ""),
    )


def show_addition(
    db: Session,
    actor: Actor,
    number: int,
    after: str,
    kind: str = "rule",
    typed: Mapping[str, str] | None = None,
) -> EditorView:
    """A new clause behind another one."""
    draft = _editable(db, actor, number)
    before = find_clause(document_of(draft), after)
    level = (
        before.level if before and before.kind == kind else {"heading": 2, "rule": 1}.get(kind, 0)
    )
    given = dict(typed or {})
    text = given.get("text", "")
    new = Clause("new", None, level, kind, text)
    return EditorView(
        root=root_of(db, actor.project_id),
        number=number,
        title=draft.title,
        edition=draft.edition,
        code="",
        kind=kind,
        level=level,
        after=after if before else "",
        trail=head_of(before)[0] if before else "",
        text=text,
        seen="",
        theirs=None,
        preview=_preview(db, draft, new),
        problem=given.get("problem", ""),
    )


def show_preview(
    db: Session, actor: Actor, number: int, code: str, kind: str, text: str
) -> PreviewView:
    """What is being typed, as it would look."""
    draft = get_draft(db, actor, number)
    clause = _clause_of(document_of(draft), code) or Clause("new", None, 0, kind, "")
    return _preview(db, draft, replace(clause, text=text))


def show_manuscript(db: Session, actor: Actor, number: int, at: str = "") -> ManuscriptView:
    """The whole draft."""
    draft = get_draft(db, actor, number)
    document = document_of(draft)
    changes = {code: change.kind for code, change in list_changes(db, draft)}
    return ManuscriptView(
        root=root_of(db, actor.project_id),
        number=number,
        title=draft.title,
        edition=draft.edition,
        intro=document.intro,
        contents=view_contents(document),
        window=view_window(document, at, changes=changes),
        may_edit=may_edit_draft(actor) and draft.state in OPEN,
    )


def show_source(
    db: Session, actor: Actor, number: int, typed: Mapping[str, str] | None = None
) -> SourceView:
    """The draft as one text. `typed` (markdown, problem) after a refusal."""
    draft = get_draft(db, actor, number)
    given = dict(typed or {})
    markdown = given.get("markdown", draft.markdown)
    return SourceView(
        root=root_of(db, actor.project_id),
        number=number,
        title=draft.title,
        edition=draft.edition,
        markdown=markdown,
        theirs=draft.markdown if markdown != draft.markdown and "markdown" in given else None,
        problem=given.get("problem", ""),
        may_edit=may_edit_draft(actor) and draft.state in OPEN,
    )


def show_about(
    db: Session, actor: Actor, number: int, typed: Mapping[str, str] | None = None
) -> WordsView:
    """Title, summary and reason of a draft. `typed` (with problem) after a refusal."""
    draft = _editable(db, actor, number)
    kept = {"title": draft.title, "summary": draft.summary, "rationale": draft.rationale}
    given = dict(typed or {})
    problem = given.pop("problem", "")
    texts = kept | given
    theirs = tuple((name, text) for name, text in kept.items() if problem and texts[name] != text)
    root = root_of(db, actor.project_id)
    return WordsView(root, number, draft.title, draft.edition, texts, theirs, problem)


def show_rebase(db: Session, actor: Actor, number: int) -> RebaseView:
    """Which clauses both the draft and the guideline in force changed."""
    draft = _editable(db, actor, number)
    published = find_published(db, actor.project_id)
    base = document_of(find_base(db, draft))
    overlaps = find_overlaps(base, document_of(draft), document_of(published))
    version = published.version if published else None
    root = root_of(db, actor.project_id)
    return RebaseView(root, number, draft.title, draft.edition, version, overlaps)


def _editable(db: Session, actor: Actor, number: int) -> Revision:
    draft = get_draft(db, actor, number)
    if not may_edit_draft(actor) or draft.state not in OPEN:
        raise NotFound
    return draft


def _clause_of(document: Document, code: str) -> Clause | None:
    if code in FRAME:
        return Clause(code, None, 0, "text", getattr(document, code))
    return find_clause(document, code)


def _preview(db: Session, draft: Revision, clause: Clause) -> PreviewView:
    before = _clause_of(document_of(find_base(db, draft)), clause.code)
    # as codes of their own, title and introduction are compared like any clause
    old = Document("", "", (before,) if before else ())
    [found] = diff_documents(old, Document("", "", (clause,)))
    head, body = head_of(clause)
    guess = "" if found.kind == "same" else guess_type(found)
    shown = None if found.kind == "same" or before is None else view_diff(found)
    return PreviewView(head, body, clause.kind, clause.level, shown, guess)
