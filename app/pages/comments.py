"""Comments on lines of a draft, each where its clause is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.comments import find_lines
from app.domain.diffs import compare_texts
from app.domain.edits import text_of
from app.domain.roles import Actor
from app.pages.diffs import PieceView
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.queries.comments import find_comment, list_comments
from app.queries.drafts import OPEN, get_draft
from app.queries.guidelines import document_of, list_changes
from app.queries.members import map_names
from app.records.comments import Comment
from app.records.events import Event
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment. `pieces`: how the lines would change, without a suggestion none; `is_outdated`:
    the clause does not say the lines any more. `into`: the list of its clause, or of those whose
    clause the draft does not change any more. `answer`: what was said when it was laid aside."""

    id: int
    root: str
    number: int
    code: str
    into: str
    edition: int
    first: int
    last: int
    name: str
    author_id: int
    quote: str
    words: str
    suggestion: str | None
    pieces: tuple[PieceView, ...]
    state: str
    is_outdated: bool
    is_open: bool
    made_at: datetime
    answer: str
    ended_by: str
    ended_at: datetime | None


def show_comments(db: Session, actor: Actor, number: int) -> tuple[CommentView, ...]:
    """All comments on a draft, for staff."""
    draft = get_draft(db, actor, number)
    return view_comments(db, draft, (code for code, _ in list_changes(db, draft)))


def view_comments(db: Session, draft: Revision, shown: Iterable[str]) -> tuple[CommentView, ...]:
    """All comments on a draft, oldest first; `shown` are the clauses that stand on its page."""
    found, codes = list_comments(db, draft), frozenset(shown)
    document, root = document_of(draft), root_of(db, draft.project_id)
    people = {each.member_id for each, _ in found} | {each.ended_by for each, _ in found}
    names = map_names(db, draft.project_id, people)
    views = []
    for comment, code in found:
        text = text_of(document, code)
        outdated = text is None or find_lines(text, comment.quote, comment.first) is None
        views.append(_view(comment, code, draft, root, names, (code in codes, outdated)))
    return tuple(views)


def _view(
    comment: Comment,
    code: str,
    draft: Revision,
    root: str,
    names: dict[int, str],
    stands: tuple[bool, bool],
) -> CommentView:
    suggestion = comment.suggestion
    diff = () if suggestion is None else compare_texts(comment.quote, suggestion)
    return CommentView(
        id=comment.id or 0,
        root=root,
        number=draft.number,
        code=code,
        into=f"comments-{code}" if stands[0] else "comments-rest",
        edition=comment.edition,
        first=comment.first,
        last=comment.first + comment.quote.count("\n"),
        name=names.get(comment.member_id, ""),
        author_id=comment.member_id,
        quote=comment.quote,
        words=comment.words,
        suggestion=suggestion,
        pieces=tuple(PieceView(each.op, each.text, each.risky) for each in diff),
        state=comment.state,
        is_outdated=stands[1] and comment.state == "open",
        is_open=comment.state == "open" and draft.state in OPEN,
        made_at=comment.made_at,
        answer=comment.answer,
        ended_by=names.get(comment.ended_by or 0, ""),
        ended_at=comment.ended_at,
    )


def _comment_of(db: Session, event: Event) -> CommentView | None:
    found = find_comment(db, event.subject)
    if found is None:
        return None
    draft = found[2]
    shown = [code for code, _ in list_changes(db, draft)]
    views = view_comments(db, draft, shown)
    return next((each for each in views if each.id == event.subject), None)


_COMMENT = Piece("draft:{draft}", "comments/_comment.html", "comment", _comment_of, staff=True)
PIECES = {
    "comment.made": (_COMMENT,),
    "comment.applied": (_COMMENT,),
    "comment.resolved": (_COMMENT,),
}
