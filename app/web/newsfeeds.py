"""Newsfeeds in the browser, and where feed readers come in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.newsfeeds import make_newsfeed, revoke_newsfeed
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.gate.newsfeeds import serve_newsfeed
from app.languages import say
from app.pages.changelog import show_changelog
from app.pages.newsfeeds import address_of
from app.web.answers import see_other, show

router = APIRouter()


@router.get("/feeds/{token}.rss")
async def read_newsfeed(
    request: Request, token: Annotated[ShortText, Path(max_length=100)]
) -> Response:
    """Somebody's newsfeed, for their reader."""
    return await serve_newsfeed(request, token)


@router.get("/projects/{slug}/changelog/feed")
async def read_own(request: Request, caller: Reader) -> Response:
    """Where a page that showed an address is loaded again: the address is not shown twice."""
    return see_other(request, f"/projects/{caller.slug}/changelog#feed")


@router.post("/projects/{slug}/changelog/feed")
async def make(request: Request, caller: Reader) -> Response:
    """Make one's address; the page that answers is the only one to show it."""

    def act(db: Session, actor: Actor) -> str:
        return address_of(request.app.state.settings.origin, make_newsfeed(db, actor)[1])

    url = await caller.write(act)
    title = say("Changelog")
    return await show(request, caller, "changelog/show.html", title, show_changelog, None, url)


@router.post("/projects/{slug}/changelog/feed/revocation")
async def revoke(request: Request, caller: Reader) -> Response:
    """Make one's address useless."""
    await caller.write(revoke_newsfeed)
    return see_other(request, f"/projects/{caller.slug}/changelog#feed")
