"""Searching everything in the browser."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.actions import searches
from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.languages import say
from app.pages.searches import show_search
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/search")
Words = Annotated[ShortText, Query()]


@router.get("")
async def search(
    request: Request,
    caller: Reader,
    q: Words = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """What was looked for; to htmx the results alone."""
    if is_htmx(request):
        template = "searches/_results.html"
        return await fragment(caller, template, "results", show_search, q, before)
    return await show(request, caller, "searches/show.html", say("Search"), show_search, q, before)


@router.post("/saved")
async def keep_search(
    request: Request,
    caller: Reader,
    name: Annotated[ShortText, Form()] = "",
    words: Annotated[ShortText, Form()] = "",
) -> Response:
    """Keep a search under a name."""
    await caller.write(searches.keep_search, name=name or words, words=words)
    return see_other(request, f"/projects/{caller.slug}/search?{urlencode({'q': words})}")


@router.post("/saved/removal")
async def drop_search(
    request: Request, caller: Reader, name: Annotated[ShortText, Form()] = ""
) -> Response:
    """Keep it no more."""
    await caller.write(searches.drop_search, name=name)
    return see_other(request, f"/projects/{caller.slug}/search")
