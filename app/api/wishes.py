"""Being told when away, over the API: one's address, and what one wishes."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.addresses import remove_address, set_address
from app.actions.wishes import Wanted, set_wishes
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Somebody, Steward
from app.gate.mail import need_mail
from app.pages.wishes import AddressView, WishesView, show_address, show_wishes, view_wishes

router = APIRouter(prefix="/account", tags=["account"])


class NewAddress(BaseModel):
    """Where your mail is to go."""

    address: ShortText = Field(examples=["lin@example.org"])


class NewWishes(BaseModel):
    """What you wish to be told when you are away; what is left out is as it is for everybody."""

    zone: ShortText = Field("UTC", examples=["Europe/Berlin"])
    mentions: bool = Field(True, description="A mail when you are named or answered.")
    digest: Literal["daily", "weekly", "off"] = "daily"
    digest_hour: int = Field(8, ge=0, le=23, description="By the clock of your zone.")
    quiet_from: ShortText = Field("", examples=["20:00"])
    quiet_until: ShortText = Field("", examples=["08:00"])
    quiet_weekends: bool = False
    browser: bool = Field(True, description="Alerts of the browser, in open tabs.")


@router.get("/address")
async def get_address(caller: Somebody) -> AddressView:
    """Where your mail goes, and whether it is confirmed."""
    return await caller.read(show_address)


@router.put("/address", status_code=201, response_model=AddressView)
async def put_address(caller: Steward, request: Request, body: NewAddress) -> Response:
    """Say where your mail goes. Until the link that is sent there was opened, nothing else is."""
    need_mail(request)

    def act(db: Session, actor: Actor) -> AddressView:
        set_address(db, actor, address=body.address)
        return show_address(db, actor)

    return await caller.reply(request, act)


@router.delete("/address", status_code=204)
async def delete_address(caller: Steward, request: Request) -> Response:
    """Have no address any more: no mail is sent to you."""
    return await caller.reply(request, remove_address)


@router.get("/wishes")
async def get_wishes(caller: Somebody) -> WishesView:
    """What you are told when you are away, and when not."""
    return await caller.read(show_wishes)


@router.put("/wishes", status_code=201, response_model=WishesView)
async def put_wishes(caller: Steward, request: Request, body: NewWishes) -> Response:
    """Say what you wish to be told, and when not."""

    def act(db: Session, actor: Actor) -> WishesView:
        return view_wishes(set_wishes(db, actor, Wanted(**body.model_dump())))

    return await caller.reply(request, act)
