"""Threads in the browser: reading, sending, editing, deleting."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import messages
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Reader, Talker
from app.pages.messages import show_message, show_thread
from app.pages.render import render
from app.records.threads import Message
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}")


@router.get("/threads/{topic}")
async def read_thread(
    request: Request,
    caller: Reader,
    topic: str,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """A thread on a page of its own; to htmx, just the thread."""
    if is_htmx(request):
        return await fragment(caller, "threads/_thread.html", "thread", show_thread, topic, before)
    return await show(request, caller, "threads/show.html", "Thread", show_thread, topic, before)


@router.post("/threads/{topic}/messages")
async def post_message(
    request: Request,
    caller: Talker,
    topic: str,
    key: Annotated[UUID, Form()],
    body: Annotated[BodyText, Form()],
) -> Response:
    """Send a message: to htmx the message itself, otherwise back to the thread."""

    def post(db: Session, actor: Actor) -> str:
        return _draw(db, actor, messages.post_message(db, actor, topic, key=key, body=body))

    html = await caller.write(post)
    if is_htmx(request):
        return HTMLResponse(html)
    return see_other(request, f"/projects/{caller.slug}/threads/{topic}")


@router.post("/messages/{key}/edit")
async def edit_message(caller: Talker, key: UUID, body: Annotated[BodyText, Form()]) -> Response:
    """Change one's own message."""

    def edit(db: Session, actor: Actor) -> str:
        return _draw(db, actor, messages.edit_message(db, actor, key, body=body))

    return HTMLResponse(await caller.write(edit))


@router.post("/messages/{key}/deletion")
async def delete_message(caller: Talker, key: UUID) -> Response:
    """Take one's own message back."""

    def delete(db: Session, actor: Actor) -> str:
        return _draw(db, actor, messages.delete_message(db, actor, key))

    return HTMLResponse(await caller.write(delete))


def _draw(db: Session, actor: Actor, message: Message) -> str:
    return render("threads/_message.html", {"message": show_message(db, actor, message)})
