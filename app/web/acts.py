"""Who did what, in the browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.domain.texts import CodeText, ShortText
from app.gate.caller import Reader
from app.languages import say
from app.pages.acts import Asked, show_acts
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/acts")


@router.get("")
async def read_acts(
    request: Request,
    caller: Reader,
    who: ShortText = "",
    what: CodeText = "",
    since: ShortText = "",
    until: ShortText = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """The acts that a filter finds, newest first."""
    member = int(who) if who.isdecimal() and len(who) < 19 else None
    asked = Asked(member, what, since, until)
    return await show(
        request, caller, "acts/show.html", say("Who did what"), show_acts, asked, before
    )
