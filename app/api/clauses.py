"""A draft's clauses over the API: edited, added, moved, ended, restored, one at a time."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import clauses
from app.api.drafts import Seen, then_show
from app.domain.documents import Clause
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText
from app.gate.caller import Manager, Number
from app.pages.revisions import RevisionDetail, show_revision

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/clauses", tags=["drafts"])


class ClauseText(Seen):
    """What the clause is to say. With `seen`, the text that you began from, an edit of an older
    edition is taken as long as the clause still says that."""

    text: BodyText = Field(examples=["A slur, unless it is quoted to reject it."])
    seen: BodyText | None = None


class NewClause(Seen):
    """A clause behind another one (`after`), or at the beginning. `level`: of a heading 1 to 6; a
    rule with a higher level than the rule before it stands under it."""

    kind: Literal["heading", "rule", "text"] = "rule"
    level: int = Field(1, ge=0, le=12)
    text: BodyText
    after: CodeText | None = Field(None, examples=["c4"])


class NewPlace(Seen):
    """Behind which clause it goes; None: to the beginning."""

    after: CodeText | None = Field(None, examples=["c4"])


@router.post("", status_code=201, response_model=RevisionDetail)
async def add_clause(
    caller: Manager, request: Request, number: Number, body: NewClause
) -> Response:
    """Add a clause; it gets the next free code."""

    def act(db: Session, actor: Actor) -> RevisionDetail:
        new = Clause("", None, body.level, body.kind, body.text)
        where = {"edition": body.edition, "after": body.after}
        clauses.add_clause(db, actor, number, clause=new, **where)  # type: ignore[arg-type]
        return show_revision(db, actor, number)

    return await caller.reply(request, act)


@router.put("/{code}", status_code=201, response_model=RevisionDetail)
async def edit_clause(
    caller: Manager, request: Request, number: Number, code: CodeText, body: ClauseText
) -> Response:
    """Give a clause another text; `code` may be "title" or "intro"."""
    kw = body.model_dump() | {"code": code}
    return await caller.reply(request, then_show, clauses.edit_clause, number, **kw)


@router.put("/{code}/place", status_code=201, response_model=RevisionDetail)
async def move_clause(
    caller: Manager, request: Request, number: Number, code: CodeText, body: NewPlace
) -> Response:
    """Move a clause with all that stands under it."""
    kw = body.model_dump() | {"code": code}
    return await caller.reply(request, then_show, clauses.move_clause, number, **kw)


@router.post("/{code}/ending", status_code=201, response_model=RevisionDetail)
async def end_clause(
    caller: Manager, request: Request, number: Number, code: CodeText, body: Seen
) -> Response:
    """Take a clause out; its code is never used again."""
    kw = body.model_dump() | {"code": code}
    return await caller.reply(request, then_show, clauses.end_clause, number, **kw)


@router.post("/{code}/restoring", status_code=201, response_model=RevisionDetail)
async def restore_clause(
    caller: Manager, request: Request, number: Number, code: CodeText, body: Seen
) -> Response:
    """Undo what the draft does to the words of a clause."""
    kw = body.model_dump() | {"code": code}
    return await caller.reply(request, then_show, clauses.restore_clause, number, **kw)
