"""Comments on lines of a draft: made by reviewers, applied with one click, or answered."""

from dataclasses import dataclass

from sqlmodel import Session

from app.actions.clauses import edit_clause
from app.actions.editions import need_edition, overtaken
from app.clock import now
from app.domain.comments import pick_lines, put_lines
from app.domain.edits import text_of
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.comments import get_comment
from app.queries.drafts import OPEN, get_draft, get_editable
from app.queries.guidelines import document_of, find_base, get_clause_id
from app.records.comments import Comment
from app.records.events import record
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a clause's lines (the first and the last, from 1; None: all of them), and
    what they should say instead."""

    code: str
    lines: tuple[int, int] | None = None
    words: str = ""
    suggestion: str | None = None


def comment_on_draft(
    db: Session, actor: Actor, number: int, *, edition: int, said: Said
) -> Comment:
    """Say something of lines of a draft as it is now: of an older edition's lines it is refused,
    with what the clause says now."""
    draft = get_draft(db, actor, number)
    if draft.state not in OPEN:
        raise Conflict(say("This draft is closed; say it in the clause's discussion."))
    text = _text(db, draft, said.code)
    need_edition(draft, edition, said.code, yours=said.suggestion or said.words, theirs=text)
    first, last = said.lines or (1, len(text.split("\n")))
    quote = pick_lines(text, first, last)
    suggestion = said.suggestion
    if suggestion is not None:
        suggestion = suggestion.replace("\r\n", "\n").rstrip("\n")
        check_text(suggestion, most=BODY_BYTES, field="suggestion")
        suggestion = None if suggestion == quote else suggestion
    if suggestion is not None and text_of(document_of(draft), said.code) is None:
        raise Invalid(say("This clause ends in the draft; nothing can be put there."), "suggestion")
    if not said.words.strip() and suggestion is None:
        raise Invalid(say("Say what you think, or what it should say instead."), "words")
    comment = Comment(
        revision_id=draft.id or 0,
        clause_id=get_clause_id(db, actor.project_id, said.code),
        member_id=actor.member_id,
        edition=draft.edition,
        first=first,
        quote=quote,
        words=check_text(said.words, most=BODY_BYTES, field="words"),
        suggestion=suggestion,
    )
    db.add(comment)
    db.flush()
    _tell(db, actor, "comment.made", draft, comment)
    return comment


def apply_comment(db: Session, actor: Actor, number: int, comment_id: int) -> Revision:
    """Put what was suggested in the place of the lines that it is about. Where the clause does not
    say them any more nothing is changed: Conflict, with both texts."""
    draft = get_editable(db, actor, number)
    comment, code, _ = get_comment(db, actor, number, comment_id)
    _need_open(comment)
    if comment.suggestion is None:
        raise Invalid(say("This comment suggests no other text."), "suggestion")
    current = text_of(document_of(draft), code)
    text = put_lines(current or "", comment.quote, comment.first, comment.suggestion)
    if current is None or text is None:
        raise overtaken(draft, code, yours=comment.suggestion, theirs=current)
    kw = {"edition": draft.edition, "code": code, "text": text}
    draft = edit_clause(db, actor, number, **kw)  # type: ignore[arg-type]
    _end(db, actor, comment, "applied")
    _tell(db, actor, "comment.applied", draft, comment)
    return draft


def resolve_comment(
    db: Session, actor: Actor, number: int, comment_id: int, *, words: str
) -> Comment:
    """Answer a comment in words, and lay it aside; whoever wrote it may do so too."""
    comment, _, draft = get_comment(db, actor, number, comment_id)
    if not is_ml_team(actor) and comment.member_id != actor.member_id:
        raise Forbidden(say("The ML team answers comments; you can lay your own aside."))
    _need_open(comment)
    if not words.strip():
        raise Invalid(say("Say in a sentence what comes of it."), "answer")
    comment.answer = check_text(words, most=BODY_BYTES, field="answer")
    _end(db, actor, comment, "resolved")
    _tell(db, actor, "comment.resolved", draft, comment)
    return comment


def _text(db: Session, draft: Revision, code: str) -> str:
    """What a clause says in the draft, or, where the draft ends it, said before."""
    text = text_of(document_of(draft), code)
    if text is None:
        text = text_of(document_of(find_base(db, draft)), code)
    if text is None:
        raise Invalid(say("There is no clause %(code)s in this document.", code=code), "code")
    return text


def _need_open(comment: Comment) -> None:
    if comment.state != "open":
        raise Conflict(say("Somebody has dealt with this comment already."), state=comment.state)


def _end(db: Session, actor: Actor, comment: Comment, state: str) -> None:
    comment.state, comment.ended_at, comment.ended_by = state, now(), actor.member_id
    db.add(comment)
    db.flush()


def _tell(db: Session, actor: Actor, kind: str, draft: Revision, comment: Comment) -> None:
    facts = {"draft": draft.number, "edition": draft.edition}
    record(db, actor, kind, subject=comment.id or 0, audience="staff", **facts)
