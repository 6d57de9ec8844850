"""Webhooks in the browser: endpoints, their deliveries, and what can be done with them."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.deliveries import retry_delivery, retry_failed, send_test
from app.actions.endpoints import (
    Terms,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
)
from app.clock import now
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.errors import Forbidden, NotFound, Refused
from app.gate.caller import Caller, Manager, Number
from app.languages import say
from app.pages.bridges import show_webhooks
from app.pages.deliveries import show_deliveries, show_endpoint_page
from app.pages.endpoints import EndpointForm, NewEndpoint, show_new_endpoint
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/settings/webhooks")
State = Annotated[Literal["", "waiting", "delivered", "given_up", "void"], Query()]
Before = Annotated[int | None, Query(ge=1, le=2**62)]
PAGE, ONE = "endpoints/list.html", "endpoints/show.html"


@router.get("")
async def list_all(request: Request, caller: Manager) -> Response:
    """Everything that goes out and comes in."""
    return await show(request, caller, PAGE, say("Webhooks"), show_webhooks)


@router.post("")
async def add(
    request: Request,
    caller: Manager,
    name: Annotated[ShortText, Form()] = "",
    url: Annotated[BodyText, Form()] = "",
    format: Annotated[ShortText, Form()] = "",
    kinds: Annotated[list[ShortText], Form()] = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """Add an endpoint; the page that answers is the only one to show its secret."""
    terms: Terms = {"name": name, "url": url, "format": format, "kinds": kinds}

    def make(db: Session, actor: Actor) -> NewEndpoint:
        return show_new_endpoint(db, add_endpoint(db, actor, _intranet(request), **terms))

    try:
        new = await caller.write(make)
    except (NotFound, Forbidden):
        raise
    except Refused as why:
        form = _typed(terms, why)
        told = await show(request, caller, PAGE, say("Webhooks"), show_webhooks, form)
        return HTMLResponse(told.body, why.status)
    return await _show(request, caller, new.id, new=new)


@router.get("/{number}")
async def show_one(
    request: Request, caller: Manager, number: Number, state: State = "", before: Before = None
) -> Response:
    """One endpoint."""
    page = show_endpoint_page
    return await show(request, caller, ONE, say("Webhook"), page, number, state, before)


@router.get("/{number}/deliveries")
async def list_deliveries(
    caller: Manager, number: Number, state: State = "", before: Before = None
) -> Response:
    """Its deliveries alone: what the page looks at again while something is on its way."""
    about = "endpoints/_deliveries.html", "deliveries"
    return await fragment(caller, *about, show_deliveries, number, state, before)


@router.post("/{number}")
async def change(
    request: Request,
    caller: Manager,
    number: Number,
    name: Annotated[ShortText, Form()] = "",
    url: Annotated[BodyText, Form()] = "",
    format: Annotated[ShortText, Form()] = "",
    is_on: Annotated[ShortText, Form()] = "",
    kinds: Annotated[list[ShortText], Form()] = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """Change an endpoint; what cannot be right comes back as it was typed."""
    terms: Terms = {
        "name": name,
        "url": url,
        "format": format,
        "kinds": kinds,
        "is_on": bool(is_on),
    }
    try:
        await caller.write(change_endpoint, number, _intranet(request), **terms)
    except (NotFound, Forbidden):
        raise
    except Refused as why:
        told = await _show(request, caller, number, form=_typed(terms, why))
        return HTMLResponse(told.body, why.status)
    return _back(request, caller, number)


@router.post("/{number}/rotation")
async def rotate(request: Request, caller: Manager, number: Number) -> Response:
    """A new secret; the page that answers is the only one to show it."""

    def act(db: Session, actor: Actor) -> NewEndpoint:
        return show_new_endpoint(db, rotate_secret(db, actor, number))

    return await _show(request, caller, number, new=await caller.write(act))


@router.post("/{number}/removal")
async def remove(request: Request, caller: Manager, number: Number) -> Response:
    """Tell it nothing more."""
    await caller.write(remove_endpoint, number)
    return see_other(request, f"/projects/{caller.slug}/settings/webhooks")


@router.post("/{number}/test")
async def test(request: Request, caller: Manager, number: Number) -> Response:
    """Send it something harmless."""
    await caller.write(send_test, number)
    return await _sent(request, caller, number)


@router.post("/{number}/retries")
async def retry_all(
    request: Request,
    caller: Manager,
    number: Number,
    hours: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Response:
    """Send all again that were given up, or those of the last hours."""
    since = now() - timedelta(hours=hours) if hours else None
    await caller.write(retry_failed, number, since=since)
    return await _sent(request, caller, number)


@router.post("/{number}/deliveries/{key}/retry")
async def retry_one(
    request: Request, caller: Manager, number: Number, key: UUID, state: State = ""
) -> Response:
    """Send one again."""
    await caller.write(retry_delivery, number, key)
    return await _sent(request, caller, number, state)


async def _show(
    request: Request,
    caller: Caller,
    number: int,
    *,
    new: NewEndpoint | None = None,
    form: EndpointForm | None = None,
) -> Response:
    page = show_endpoint_page
    return await show(request, caller, ONE, say("Webhook"), page, number, None, None, new, form)


async def _sent(request: Request, caller: Caller, number: int, state: str = "") -> Response:
    """To htmx the deliveries alone: the page may be the only one to show a secret."""
    if is_htmx(request):
        about = "endpoints/_deliveries.html", "deliveries"
        return await fragment(caller, *about, show_deliveries, number, state)
    return _back(request, caller, number)


def _typed(terms: Terms, why: Refused) -> EndpointForm:
    return EndpointForm(
        terms["name"],
        terms["url"],
        terms["format"],
        tuple(terms["kinds"]),
        terms.get("is_on", True),
        {str(why.detail.get("field", "")): why.message},
    )


def _intranet(request: Request) -> frozenset[str]:
    intranet: frozenset[str] = request.app.state.settings.intranet
    return intranet


def _back(request: Request, caller: Caller, number: int) -> Response:
    return see_other(request, f"/projects/{caller.slug}/settings/webhooks/{number}")
