"""Comments on lines of a draft in the browser."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from app.actions.comments import Said, apply_comment, comment_on_draft, resolve_comment
from app.domain.inputs import MOST_ORDINAL, Id
from app.domain.texts import BodyText, CodeText
from app.gate.caller import Manager, Number, Reader, Talker
from app.web.drafts import Edition, act

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/comments")
Line = Annotated[int, Form(ge=1, le=MOST_ORDINAL)]


class CommentForm(BaseModel):
    """A comment as its form sends it: the lines that were ticked, none for all."""

    model_config = ConfigDict(extra="ignore")

    edition: Edition
    code: CodeText
    lines: list[Line] = []
    words: BodyText = ""
    suggestion: BodyText = ""
    suggests: bool = False

    def said(self) -> Said:
        """What is said, of the lines from the first to the last that were ticked."""
        lines = (min(self.lines), max(self.lines)) if self.lines else None
        suggestion = self.suggestion if self.suggests or self.suggestion.strip() else None
        return Said(self.code, lines, self.words.replace("\r\n", "\n"), suggestion)


@router.post("")
async def comment(
    request: Request, caller: Talker, number: Number, form: Annotated[CommentForm, Form()]
) -> Response:
    """Comment on lines; what cannot be right comes back as it was typed."""
    kw = {"edition": form.edition, "said": form.said()}
    typed, anchor = form.model_dump(), form.code
    return await act(request, caller, number, comment_on_draft, anchor=anchor, typed=typed, **kw)


@router.post("/{comment_id}/application")
async def apply(request: Request, caller: Manager, number: Number, comment_id: Id) -> Response:
    """Put the suggestion in the place of the lines."""
    return await act(request, caller, number, apply_comment, comment_id=comment_id)


@router.post("/{comment_id}/answer")
async def resolve(
    request: Request,
    caller: Reader,
    number: Number,
    comment_id: Id,
    words: Annotated[BodyText, Form()] = "",
) -> Response:
    """Answer it in words."""
    kw: dict[str, Any] = {"comment_id": comment_id, "words": words}
    return await act(request, caller, number, resolve_comment, **kw)
