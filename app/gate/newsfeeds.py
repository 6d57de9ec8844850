"""A reader at a newsfeed's address: known by it alone, counted, and told when nothing is new."""

import hashlib
from datetime import timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.actions.newsfeeds import note_newsfeed
from app.clock import now
from app.domain.feeds import MEDIA_TYPE
from app.domain.secrets import hash_secret
from app.errors import NotFound
from app.languages import speaking
from app.pages.newsfeeds import write_changelog
from app.queries.newsfeeds import find_newsfeed

# How often the use of an address is noted.
NOTING = timedelta(minutes=10)


async def serve_newsfeed(request: Request, token: str) -> Response:
    """The changelog. Nothing tells a wrong address from a revoked one. A reader that names what it
    has already gets 304 while nothing is new."""
    edge, origin = request.app.state.edge, request.app.state.settings.origin
    found = await edge.read(_look_up, hash_secret(token))
    if found is None:
        raise NotFound
    newsfeed_id, project_id, account_id, is_to_note = found
    await request.app.state.rates.spend_request(request, account_id)
    body = await edge.read(_write, hash_secret(token), origin)
    if body is None:
        raise NotFound
    if is_to_note:
        await edge.write(project_id, note_newsfeed, newsfeed_id)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # kept by the reader alone: the address is a secret, and so is what is behind it
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def _look_up(db: Session, token_hash: str) -> tuple[int, int, int, bool] | None:
    found = find_newsfeed(db, token_hash)
    if found is None:
        return None
    newsfeed, actor = found
    is_to_note = newsfeed.used_at is None or now() - newsfeed.used_at > NOTING
    return newsfeed.id or 0, newsfeed.project_id, actor.account_id or 0, is_to_note


def _write(db: Session, token_hash: str, origin: str) -> bytes | None:
    """In the person's language; looked up again, for they may have just left."""
    found = find_newsfeed(db, token_hash)
    if found is None:
        return None
    with speaking(found[1].language):
        return write_changelog(db, found[1], origin)
