"""Threads in the browser: reading, sending, editing, deleting."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import messages, readings
from app.domain.orders import LARGEST
from app.domain.roles import Actor
from app.domain.texts import BodyText, TopicText
from app.gate.caller import Caller, Reader, Talker
from app.pages.messages import show_message, show_own_message
from app.pages.render import render
from app.pages.threads import show_thread, show_thread_page
from app.records.threads import Message
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}")
Before = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/threads/{topic}")
async def read_thread(
    request: Request, caller: Reader, topic: TopicText, before: Before = None
) -> Response:
    """A thread on a page of its own; to htmx, just the thread."""
    if is_htmx(request):
        return await fragment(caller, "threads/_thread.html", "thread", show_thread, topic, before)
    page = show_thread_page
    return await show(request, caller, "threads/show.html", "Discussion", page, topic, before)


@router.get("/threads/{topic}/log")
async def read_log(caller: Reader, topic: TopicText) -> Response:
    """The newest messages: what a reset fetches again."""
    return await fragment(caller, "threads/_log.html", "log", show_thread, topic)


@router.get("/threads/{topic}/earlier")
async def read_earlier(
    caller: Reader, topic: TopicText, before: Annotated[int, Query(ge=1, le=LARGEST)]
) -> Response:
    """Messages before an order, and the way to still earlier ones: several fragments in a row."""

    def build(db: Session, actor: Actor) -> str:
        thread = show_thread(db, actor, topic, before)
        parts = [render("threads/_earlier.html", {"earlier": thread})] if thread.earlier else []
        return "".join(
            parts + [render("threads/_message.html", {"message": one}) for one in thread.messages]
        )

    return HTMLResponse(await caller.read(build))


@router.post("/threads/{topic}/messages")
async def post_message(
    request: Request,
    caller: Talker,
    topic: TopicText,
    key: Annotated[UUID, Form()],
    body: Annotated[BodyText, Form()],
) -> Response:
    """Send a message: to htmx the message itself, otherwise back to the thread."""

    def post(db: Session, actor: Actor) -> str:
        return _draw(db, actor, messages.post_message(db, actor, topic, key=key, body=body))

    html = await caller.write(post)
    return _answer(request, caller, html, topic)


@router.put("/threads/{topic}/reading", status_code=204)
async def move_reading(
    caller: Reader, topic: TopicText, upto: Annotated[int, Form(ge=0, le=LARGEST)]
) -> Response:
    """The person has seen the thread up to this order on a visible screen."""
    await caller.write(readings.move_reading, topic, upto=upto)
    return Response(status_code=204)


@router.get("/messages/{key}")
async def read_message(caller: Reader, key: UUID) -> Response:
    """One's own message as it stands: what leaving the edit form puts back."""
    return await fragment(caller, "threads/_message.html", "message", show_own_message, key)


@router.get("/messages/{key}/edit")
async def edit_form(request: Request, caller: Talker, key: UUID) -> Response:
    """One's own message, to be changed."""
    if is_htmx(request):
        return await fragment(caller, "threads/_edit.html", "edit", show_own_message, key)
    title = "Edit your message"
    return await show(request, caller, "threads/edit.html", title, show_own_message, key)


@router.post("/messages/{key}/edit")
async def edit_message(
    request: Request, caller: Talker, key: UUID, body: Annotated[BodyText, Form()]
) -> Response:
    """Change one's own message."""

    def edit(db: Session, actor: Actor) -> tuple[str, str]:
        message = messages.edit_message(db, actor, key, body=body)
        return _draw(db, actor, message), str(message.data["topic"])

    html, topic = await caller.write(edit)
    return _answer(request, caller, html, topic)


@router.post("/messages/{key}/deletion")
async def delete_message(request: Request, caller: Talker, key: UUID) -> Response:
    """Take one's own message back."""

    def delete(db: Session, actor: Actor) -> tuple[str, str]:
        message = messages.delete_message(db, actor, key)
        return _draw(db, actor, message), str(message.data["topic"])

    html, topic = await caller.write(delete)
    return _answer(request, caller, html, topic)


def _answer(request: Request, caller: Caller, html: str, topic: str) -> Response:
    if is_htmx(request):
        return HTMLResponse(html)
    return see_other(request, f"/projects/{caller.slug}/threads/{topic}")


def _draw(db: Session, actor: Actor, message: Message) -> str:
    return render("threads/_message.html", {"message": show_message(db, actor, message)})
