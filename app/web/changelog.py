"""The changelog in the browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.domain.inputs import MOST_ORDINAL
from app.gate.caller import Reader
from app.languages import say
from app.pages.changelog import show_changelog
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/changelog")


@router.get("")
async def read_changelog(
    request: Request,
    caller: Reader,
    before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """The timeline of versions."""
    return await show(
        request, caller, "changelog/show.html", say("Changelog"), show_changelog, before
    )
