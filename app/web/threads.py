"""Threads in the browser: reading, sending, following, locking."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import follows, locks, message_drafts, messages, readings
from app.clock import new_ordered_id
from app.domain.orders import LARGEST
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText, TopicText
from app.gate.caller import Caller, Reader, Talker
from app.gate.sendings import read_sending
from app.languages import say
from app.pages.message_menus import show_preview
from app.pages.messages import show_message
from app.pages.render import render
from app.pages.threads import show_following, show_thread, show_thread_page
from app.records.threads import Message
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}")
Before = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/threads/{topic}")
async def read_thread(
    request: Request, caller: Reader, topic: TopicText, before: Before = None, at: Before = None
) -> Response:
    """A thread on a page of its own, its end, or what stands before an order or around it; to htmx,
    just the thread."""
    where = (topic, before, at)
    if is_htmx(request):
        return await fragment(caller, "threads/_thread.html", "thread", show_thread, *where)
    page = show_thread_page
    title = say("Lounge") if topic == "lounge" else say("Discussion")
    return await show(request, caller, "threads/show.html", title, page, *where)


@router.get("/threads/{topic}/log")
async def read_log(caller: Reader, topic: TopicText, before: Before = None) -> Response:
    """The newest messages, or those before an order: what a reset fetches again."""
    return await fragment(caller, "threads/_log.html", "log", show_thread, topic, before)


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
async def post_message(request: Request, caller: Talker, topic: TopicText) -> Response:
    """Send a message: to htmx the message itself, otherwise back to the thread."""
    sent = await read_sending(request, caller, topic)

    def post(db: Session, actor: Actor) -> str:
        message = messages.post_message(
            db, actor, topic, key=sent.key, body=sent.body, files=sent.files
        )
        return _draw(db, actor, message)

    html = await caller.write(post)
    return _answer(request, caller, html, topic)


@router.put("/threads/{topic}/reading", status_code=204)
async def move_reading(
    caller: Reader,
    topic: TopicText,
    upto: Annotated[int, Form(ge=0, le=LARGEST)],
    back: Annotated[bool, Form()] = False,
) -> Response:
    """The person has seen the thread up to this order on a visible screen; `back`: they want all
    after it to be new to them again."""
    move = readings.move_back if back else readings.move_reading
    await caller.write(move, topic, upto=upto)
    return Response(status_code=204)


@router.put("/threads/{topic}/draft", status_code=204)
async def keep_draft(
    caller: Reader, topic: TopicText, body: Annotated[BodyText, Form()] = ""
) -> Response:
    """Keep what one has begun to write, for one's other devices."""
    await caller.write(message_drafts.keep_draft, topic, body=body)
    return Response(status_code=204)


@router.post("/threads/{topic}/preview")
async def preview_message(
    caller: Reader, topic: TopicText, body: Annotated[BodyText, Form()] = ""
) -> Response:
    """What is being written, as it will look."""
    return await fragment(caller, "threads/_preview.html", "preview", show_preview, topic, body)


@router.post("/threads/{topic}/following")
async def set_level(
    request: Request, caller: Reader, topic: TopicText, level: Annotated[ShortText, Form()] = ""
) -> Response:
    """Choose what one is told of a thread."""

    def choose(db: Session, actor: Actor) -> str:
        follows.set_level(db, actor, topic, level=level)
        return render("threads/_following.html", {"following": show_following(db, actor, topic)})

    html = await caller.write(choose)
    return _answer(request, caller, html, topic)


@router.post("/threads/{topic}/lock")
async def lock_thread(
    request: Request, caller: Talker, topic: TopicText, locked: Annotated[bool, Form()] = True
) -> Response:
    """Close a thread to those who are not staff, or open it again."""
    act = locks.lock_thread if locked else locks.unlock_thread
    await caller.write(act, topic, key=new_ordered_id())
    return _answer(request, caller, "", topic)


def _answer(request: Request, caller: Caller, html: str, topic: str) -> Response:
    if is_htmx(request):
        return HTMLResponse(html)
    return see_other(request, f"/projects/{caller.slug}/threads/{topic}")


def _draw(db: Session, actor: Actor, message: Message) -> str:
    return render("threads/_message.html", {"message": show_message(db, actor, message)})
