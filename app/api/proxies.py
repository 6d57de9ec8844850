"""Proxies over the API; what they say of tasks comes as a file, by an import of its own kind."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.proxies import change_proxy, make_proxy, remove_proxy
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number
from app.pages.listings import Listing
from app.pages.proxies import ProxyView, show_proxies, show_proxy

router = APIRouter(prefix="/projects/{slug}/proxies", tags=["objective"])
Direction = Literal["more", "less"]


class NewProxy(BaseModel):
    """`direction`: whether more of it is better, or less. `paired`: it gives a number for each side
    of a pair."""

    name: ShortText = Field(examples=["clicks"])
    direction: Direction = "more"
    paired: bool = False


class ProxyChange(BaseModel):
    """Which way is better."""

    direction: Direction


@router.get("")
async def list_all(caller: Manager) -> Listing[ProxyView]:
    """The project's proxies."""
    return await caller.read(show_proxies)


@router.post("", status_code=201, response_model=ProxyView)
async def make(caller: Manager, request: Request, body: NewProxy) -> Response:
    """Name a proxy; the same again changes nothing. An import of the kind `proxies` says what it
    says of each task, and makes those that are not there yet."""

    def act(db: Session, actor: Actor) -> ProxyView:
        return show_proxy(db, actor, make_proxy(db, actor, **body.model_dump()).id or 0)

    return await caller.reply(request, act)


@router.patch("/{proxy}", status_code=201, response_model=ProxyView)
async def change(caller: Manager, request: Request, proxy: Number, body: ProxyChange) -> Response:
    """Say which way is better."""

    def act(db: Session, actor: Actor) -> ProxyView:
        change_proxy(db, actor, proxy, direction=body.direction)
        return show_proxy(db, actor, proxy)

    return await caller.reply(request, act)


@router.delete("/{proxy}", status_code=204)
async def remove(caller: Manager, request: Request, proxy: Number) -> Response:
    """Take a proxy away, with all that it says of tasks."""
    return await caller.reply(request, remove_proxy, proxy)
