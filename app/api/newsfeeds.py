"""One's own newsfeed over the API."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.newsfeeds import make_newsfeed, revoke_newsfeed
from app.domain.roles import Actor
from app.gate.caller import Manager, Reader
from app.pages.newsfeeds import NewsfeedView, address_of, show_own_newsfeed, view_newsfeed

router = APIRouter(prefix="/projects/{slug}/changelog/feed", tags=["guideline"])


@router.get("")
async def read_own_newsfeed(caller: Reader) -> NewsfeedView:
    """Since when you have a newsfeed, and when it was last read; 404 if you have none."""
    return await caller.read(show_own_newsfeed)


@router.post("", status_code=201, response_model=NewsfeedView)
async def make_own_newsfeed(caller: Manager, request: Request) -> Response:
    """Make your newsfeed; `url` is shown this once. One that you had is revoked. Whoever has the
    address reads the changelog as you do. It needs the scope `manage`, for a token must not hand
    out what outlives it for less."""

    def act(db: Session, actor: Actor) -> NewsfeedView:
        newsfeed, token = make_newsfeed(db, actor)
        return view_newsfeed(newsfeed, address_of(request.app.state.settings.origin, token))

    return await caller.reply(request, act)


@router.delete("", status_code=204)
async def revoke_own_newsfeed(caller: Manager, request: Request) -> Response:
    """Make its address useless."""
    return await caller.reply(request, revoke_newsfeed)
