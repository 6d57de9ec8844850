"""One message in the browser: where it stands, what can be done with it, and doing it."""

import json
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import joinings, messages, moves, reactions, removals
from app.domain.orders import order_of
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Caller, Reader, Talker
from app.languages import say
from app.pages.message_menus import show_history, show_message_menu
from app.pages.messages import show_message, show_own_message
from app.pages.render import render
from app.queries.messages import get_readable_message
from app.queries.topics import get_named
from app.records.threads import Message
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/messages/{key}")
Act = Callable[[Session, Actor], Message]


@router.get("")
async def read_message(request: Request, caller: Reader, key: UUID) -> Response:
    """A message where it stands in its thread. To htmx: one's own as it is, which is what leaving
    the form to edit it puts back."""
    if is_htmx(request):
        return await fragment(caller, "threads/_message.html", "message", show_own_message, key)

    def find(db: Session, actor: Actor) -> str:
        message = get_readable_message(db, actor, key)
        at = order_of(message.created_at)
        return f"/threads/{message.data['topic']}?at={at}#message-{key}"

    return see_other(request, f"/projects/{caller.slug}{await caller.read(find)}")


@router.get("/menu")
async def read_menu(request: Request, caller: Reader, key: UUID) -> Response:
    """What one can do with a message."""
    if is_htmx(request):
        return await fragment(caller, "messages/_menu.html", "menu", show_message_menu, key)
    return await show(request, caller, "messages/menu.html", say("Message"), show_message_menu, key)


@router.get("/history")
async def read_history(request: Request, caller: Reader, key: UUID) -> Response:
    """What a message said before."""
    if is_htmx(request):
        return await fragment(caller, "messages/_history.html", "history", show_history, key)
    title = say("Earlier wordings")
    return await show(request, caller, "messages/history.html", title, show_history, key)


@router.get("/edit")
async def edit_form(request: Request, caller: Talker, key: UUID) -> Response:
    """One's own message, to be changed."""
    if is_htmx(request):
        return await fragment(caller, "threads/_edit.html", "edit", show_own_message, key)
    title = say("Edit your message")
    return await show(request, caller, "threads/edit.html", title, show_own_message, key)


@router.post("/edit")
async def edit_message(
    request: Request, caller: Talker, key: UUID, body: Annotated[BodyText, Form()]
) -> Response:
    """Change one's own message."""
    return await _do(
        request, caller, lambda db, actor: messages.edit_message(db, actor, key, body=body)
    )


@router.post("/undoing")
async def undo_message(request: Request, caller: Talker, key: UUID) -> Response:
    """Take one's own message back at once, without a trace."""
    return await _do(request, caller, lambda db, actor: removals.undo_message(db, actor, key))


@router.post("/deletion")
async def delete_message(request: Request, caller: Talker, key: UUID) -> Response:
    """Take one's own message back; a line stays in its place."""
    return await _do(request, caller, lambda db, actor: removals.delete_message(db, actor, key))


@router.post("/removal")
async def remove_message(request: Request, caller: Talker, key: UUID) -> Response:
    """The ML team removes somebody's message."""

    def remove(db: Session, actor: Actor) -> Message:
        author_id = get_readable_message(db, actor, key).author_id or 0  # 0: a bridge
        return removals.delete_message(db, actor, key, author_id=author_id)

    return await _do(request, caller, remove)


@router.post("/redaction")
async def redact_message(
    request: Request, caller: Talker, key: UUID, reason: Annotated[ShortText, Form()] = ""
) -> Response:
    """The ML team erases what somebody wrote."""
    return await _do(
        request, caller, lambda db, actor: removals.redact_message(db, actor, key, reason=reason)
    )


@router.post("/move")
async def move_message(
    request: Request,
    caller: Talker,
    key: UUID,
    to: Annotated[ShortText, Form()] = "",
    following: Annotated[bool, Form()] = False,
) -> Response:
    """The ML team moves a message to the discussion where it belongs."""

    def move(db: Session, actor: Actor) -> str:
        moved = moves.move_message(db, actor, key, to=get_named(db, actor, to), following=following)
        return str(moved.data["topic"])

    topic = await caller.write(move)
    if is_htmx(request):
        told = {"toast": {"text": say("Moved"), "tone": "good"}}
        return Response(status_code=204, headers={"HX-Trigger": json.dumps(told)})
    return see_other(request, f"/projects/{caller.slug}/threads/{topic}")


@router.post("/reactions")
async def set_reaction(
    request: Request,
    caller: Talker,
    key: UUID,
    emoji: Annotated[ShortText, Form()],
    given: Annotated[bool, Form()] = True,
) -> Response:
    """Answer a message with one sign, or take the sign away."""
    act = reactions.add_reaction if given else reactions.drop_reaction
    return await _do(request, caller, lambda db, actor: act(db, actor, key, emoji=emoji))


@router.post("/joining")
async def join_question(request: Request, caller: Talker, key: UUID) -> Response:
    """Say "same here" to what a flag asks."""

    def join(db: Session, actor: Actor) -> int:
        return joinings.join_question(db, actor, key).number

    number = await caller.write(join)
    told = {
        "toast": {
            "text": say("You ask question %(number)s too, and hear what comes of it", number=number)
        }
    }
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Trigger": json.dumps(told)})
    return see_other(request, f"/projects/{caller.slug}/questions/{number}")


async def _do(request: Request, caller: Caller, act: Act) -> Response:
    """To htmx the message as it is now, otherwise back to the thread."""

    def run(db: Session, actor: Actor) -> tuple[str, str]:
        message = act(db, actor)
        view = show_message(db, actor, message)
        return render("threads/_message.html", {"message": view}), view.topic

    html, topic = await caller.write(run)
    if is_htmx(request):
        return HTMLResponse(html)
    return see_other(request, f"/projects/{caller.slug}/threads/{topic}")
