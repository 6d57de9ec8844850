"""Comments on lines of a draft over the API."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.comments import Said, apply_comment, comment_on_draft, resolve_comment
from app.api.drafts import Seen
from app.domain.inputs import MOST_ORDINAL, Id
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText
from app.gate.caller import Manager, Number, Reader, Talker
from app.pages.comments import CommentView, show_comments
from app.pages.revisions import RevisionDetail, show_revision

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/comments", tags=["drafts"])
Line = Annotated[int, Field(ge=1, le=MOST_ORDINAL)]


class NewComment(Seen):
    """What is said of lines of a clause, from the first to the last; without `lines`, of all of
    them. `suggestion` is what they should say instead."""

    clause: CodeText = Field(examples=["c4"])
    lines: tuple[Line, Line] | None = Field(None, examples=[[1, 1]])
    words: BodyText = ""
    suggestion: BodyText | None = None


class Answer(BaseModel):
    """What comes of a comment."""

    words: BodyText = Field(examples=["c5 says it already."])


@router.get("")
async def list_comments(caller: Reader, number: Number) -> tuple[CommentView, ...]:
    """All comments on the draft, oldest first; they are for staff."""
    return await caller.read(show_comments, number)


@router.post("", status_code=201, response_model=tuple[CommentView, ...])
async def comment(caller: Talker, request: Request, number: Number, body: NewComment) -> Response:
    """Comment on lines of the draft."""

    def run(db: Session, actor: Actor) -> tuple[CommentView, ...]:
        said = Said(body.clause, body.lines, body.words, body.suggestion)
        comment_on_draft(db, actor, number, edition=body.edition, said=said)
        return show_comments(db, actor, number)

    return await caller.reply(request, run)


@router.post("/{comment_id}/application", status_code=201, response_model=RevisionDetail)
async def apply(caller: Manager, request: Request, number: Number, comment_id: Id) -> Response:
    """Put the suggestion in the place of the lines; 409 with both texts where the clause does not
    say them any more."""

    def run(db: Session, actor: Actor) -> RevisionDetail:
        apply_comment(db, actor, number, comment_id)
        return show_revision(db, actor, number)

    return await caller.reply(request, run)


@router.post("/{comment_id}/answer", status_code=201, response_model=tuple[CommentView, ...])
async def resolve(
    caller: Reader, request: Request, number: Number, comment_id: Id, body: Answer
) -> Response:
    """Answer a comment in words, and lay it aside."""

    def run(db: Session, actor: Actor) -> tuple[CommentView, ...]:
        resolve_comment(db, actor, number, comment_id, words=body.words)
        return show_comments(db, actor, number)

    return await caller.reply(request, run)
