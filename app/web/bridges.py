"""Bridges in the browser: made, and revoked."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.bridges import make_bridge, revoke_bridge
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.errors import Forbidden, NotFound, Refused
from app.gate.caller import Manager, Number
from app.languages import say
from app.pages.bridges import BridgeForm, NewBridge, show_new_bridge, show_webhooks
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/settings/bridges")
PAGE = "endpoints/list.html"
FIELDS = {"name": "bridge_name"}  # an endpoint's form on the same page has a name too


@router.post("")
async def make(
    request: Request,
    caller: Manager,
    bridge_name: Annotated[ShortText, Form()] = "",
    topic: Annotated[ShortText, Form()] = "lounge",
    signed: Annotated[ShortText, Form()] = "",
) -> Response:
    """Make a bridge; the page that answers is the only one to show its address."""
    topic = topic.strip()
    topic = f"question:{topic}" if topic.isdecimal() else topic or "lounge"

    def act(db: Session, actor: Actor) -> NewBridge:
        made = make_bridge(db, actor, name=bridge_name, topic=topic, signed=bool(signed))
        return show_new_bridge(db, *made, request.app.state.settings.origin)

    try:
        new = await caller.write(act)
    except (NotFound, Forbidden):
        raise
    except Refused as why:
        at = str(why.detail.get("field", ""))
        errors = {FIELDS.get(at, at): why.message}
        form = BridgeForm(bridge_name, topic, bool(signed), errors)
        told = await show(request, caller, PAGE, say("Webhooks"), show_webhooks, None, form)
        return HTMLResponse(told.body, why.status)
    return await show(request, caller, PAGE, say("Webhooks"), show_webhooks, None, None, new)


@router.post("/{number}/revocation")
async def revoke(request: Request, caller: Manager, number: Number) -> Response:
    """Make a bridge's address useless."""
    await caller.write(revoke_bridge, number)
    return see_other(request, f"/projects/{caller.slug}/settings/webhooks")
