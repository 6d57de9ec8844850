"""Browsers that are told although no tab is open, over the API (Web Push)."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.pushes import send_trial
from app.actions.subscriptions import (
    Given,
    add_subscription,
    need_server_key,
    remove_subscription,
    renew_subscription,
)
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Number, Somebody, Steward
from app.pages.subscriptions import (
    ServerKeyView,
    SubscriptionsPage,
    SubscriptionView,
    show_subscription,
    show_subscriptions,
)

router = APIRouter(prefix="/account/subscriptions", tags=["account"])
PushUrl = Annotated[BodyText, Field(max_length=2000, examples=["https://push.example.org/send/x"])]


class NewSubscription(BaseModel):
    """What `PushManager.subscribe()` gives a page."""

    endpoint: PushUrl
    p256dh: ShortText
    auth: ShortText

    def given(self) -> Given:
        """The same for the action."""
        return Given(self.endpoint, self.p256dh, self.auth)


class Renewal(NewSubscription):
    """A subscription as it is now. `old`: the address by which it was added or last renewed."""

    old: PushUrl


@router.get("")
async def list_all(caller: Somebody) -> SubscriptionsPage:
    """Your browsers that are told although no tab is open; never their addresses or secrets."""
    return await caller.read(show_subscriptions)


@router.post("/key", status_code=201, response_model=ServerKeyView)
async def get_key(caller: Steward, request: Request) -> Response:
    """The `applicationServerKey` of this instance, made if you are the first who asks."""

    def act(db: Session, actor: Actor) -> ServerKeyView:
        return ServerKeyView(need_server_key(db, actor))

    return await caller.reply(request, act)


@router.post("", status_code=201, response_model=SubscriptionView)
async def post_one(caller: Steward, request: Request, body: NewSubscription) -> Response:
    """Tell the browser that asks, until its session ends. Not for tokens: only a browser can be."""
    hosts = request.app.state.settings.push_services
    sign_in_id = caller.identity.sign_in_id

    def act(db: Session, actor: Actor) -> SubscriptionView:
        made = add_subscription(db, actor, body.given(), hosts, sign_in_id=sign_in_id)
        return show_subscription(db, actor, made.id or 0)

    return await caller.reply(request, act)


@router.post("/renewal", status_code=201, response_model=SubscriptionView)
async def renew(caller: Steward, request: Request, body: Renewal) -> Response:
    """Say that a browser is still there, or has a new address; 404 if it was removed meanwhile."""
    hosts = request.app.state.settings.push_services
    sign_in_id = caller.identity.sign_in_id

    def act(db: Session, actor: Actor) -> SubscriptionView:
        kept = renew_subscription(db, actor, body.old, body.given(), hosts, sign_in_id=sign_in_id)
        return show_subscription(db, actor, kept.id or 0)

    return await caller.reply(request, act)


@router.post("/{number}/trial", status_code=201, response_model=SubscriptionView)
async def post_trial(caller: Steward, request: Request, number: Number) -> Response:
    """Send a browser something harmless, to see whether it arrives."""

    def act(db: Session, actor: Actor) -> SubscriptionView:
        send_trial(db, actor, number)
        return show_subscription(db, actor, number)

    return await caller.reply(request, act)


@router.delete("/{number}", status_code=204)
async def delete_one(caller: Steward, request: Request, number: Number) -> Response:
    """Tell a browser nothing more."""
    return await caller.reply(request, remove_subscription, number)
