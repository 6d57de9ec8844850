"""Webhooks over the API: endpoints, their deliveries, and sending again."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.deliveries import retry_delivery, retry_failed, send_test
from app.actions.endpoints import add_endpoint, change_endpoint, remove_endpoint, rotate_secret
from app.domain.endpoints import USUAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number
from app.pages.deliveries import DeliveriesView, DeliveryView, show_deliveries, view_delivery
from app.pages.endpoints import (
    EndpointView,
    NewEndpoint,
    show_endpoint,
    show_endpoints,
    show_new_endpoint,
    view_endpoint,
)

router = APIRouter(prefix="/projects/{slug}/endpoints", tags=["webhooks"])
Kinds = Annotated[list[ShortText], Field(min_length=1, max_length=50)]
Url = Annotated[BodyText, Field(examples=["https://example.org/precedent"])]


class NewEndpointBody(BaseModel):
    """Where webhooks go, and which events they tell of."""

    name: ShortText = Field(examples=["Training pipeline"])
    url: Url
    format: ShortText = Field("standard", examples=["standard", "slack"])
    kinds: Kinds = Field(list(USUAL), examples=[list(USUAL)])
    is_on: bool = True


class EndpointChanges(BaseModel):
    """What is to be different; what is left out stays as it is."""

    name: ShortText = Field("", examples=["Training pipeline"])
    url: Url = ""
    format: ShortText = Field("", examples=["standard", "slack"])
    kinds: Kinds = Field([], examples=[list(USUAL)])
    is_on: bool = True


class Retries(BaseModel):
    """Which deliveries to send again: those given up that were written since then, or all."""

    since: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Retried:
    """How many deliveries are on their way again."""

    deliveries: int


@router.get("")
async def list_endpoints(caller: Manager) -> tuple[EndpointView, ...]:
    """The project's endpoints and how each fares; addresses in part, for Slack's are secrets."""
    return await caller.read(show_endpoints)


@router.post("", status_code=201, response_model=NewEndpoint)
async def post_endpoint(caller: Manager, request: Request, body: NewEndpointBody) -> Response:
    """Add an endpoint. The secret that signs is in this answer and nowhere else."""
    terms: Any = body.model_dump()

    def make(db: Session, actor: Actor) -> NewEndpoint:
        return show_new_endpoint(db, add_endpoint(db, actor, _intranet(request), **terms))

    return await caller.reply(request, make)


@router.get("/{number}")
async def read_endpoint(caller: Manager, number: Number) -> EndpointView:
    """One endpoint."""
    return await caller.read(show_endpoint, number)


@router.patch("/{number}", status_code=201, response_model=EndpointView)
async def patch_endpoint(
    caller: Manager, request: Request, number: Number, body: EndpointChanges
) -> Response:
    """Change an endpoint. Switched off, it gives up what waits; switched on, it is told of what
    happens from then on."""
    terms: Any = body.model_dump(exclude_unset=True)

    def change(db: Session, actor: Actor) -> EndpointView:
        return view_endpoint(db, change_endpoint(db, actor, number, _intranet(request), **terms))

    return await caller.reply(request, change)


@router.delete("/{number}", status_code=204)
async def delete_endpoint(caller: Manager, request: Request, number: Number) -> Response:
    """Remove an endpoint; its address and secrets are forgotten."""

    def remove(db: Session, actor: Actor) -> None:
        remove_endpoint(db, actor, number)

    return await caller.reply(request, remove)


@router.post("/{number}/rotation", status_code=201, response_model=NewEndpoint)
async def post_rotation(caller: Manager, request: Request, number: Number) -> Response:
    """A new secret, in this answer and nowhere else. For 24 hours the old one signs too."""

    def rotate(db: Session, actor: Actor) -> NewEndpoint:
        return show_new_endpoint(db, rotate_secret(db, actor, number))

    return await caller.reply(request, rotate)


@router.post("/{number}/test", status_code=201, response_model=DeliveryView)
async def post_test(caller: Manager, request: Request, number: Number) -> Response:
    """Send a test. It goes out within a second or two: look at the deliveries."""

    def send(db: Session, actor: Actor) -> DeliveryView:
        return view_delivery(send_test(db, actor, number))

    return await caller.reply(request, send)


@router.get("/{number}/deliveries")
async def list_deliveries(
    caller: Manager,
    number: Number,
    state: Literal["waiting", "delivered", "given_up", "void"] | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> DeliveriesView:
    """An endpoint's deliveries, newest first: read on with `before` = `following`."""
    return await caller.read(show_deliveries, number, state, before)


@router.post("/{number}/retries", status_code=201, response_model=Retried)
async def post_retries(
    caller: Manager, request: Request, number: Number, body: Retries
) -> Response:
    """Send all again that were given up, under their old ids."""

    def retry(db: Session, actor: Actor) -> Retried:
        return Retried(deliveries=retry_failed(db, actor, number, since=body.since))

    return await caller.reply(request, retry)


@router.post("/{number}/deliveries/{key}/retry", status_code=201, response_model=DeliveryView)
async def post_retry(caller: Manager, request: Request, number: Number, key: UUID) -> Response:
    """Send one again, under its old id."""

    def retry(db: Session, actor: Actor) -> DeliveryView:
        return view_delivery(retry_delivery(db, actor, number, key))

    return await caller.reply(request, retry)


def _intranet(request: Request) -> frozenset[str]:
    intranet: frozenset[str] = request.app.state.settings.intranet
    return intranet
