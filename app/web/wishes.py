"""Being told when away, on the account page: one's address, and what one wishes."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.actions.addresses import remove_address, set_address
from app.actions.wishes import Wanted, set_wishes
from app.domain.texts import ShortText
from app.errors import Refused
from app.gate.caller import Steward
from app.gate.mail import need_mail
from app.pages.wishes import WishesView
from app.web.accounts import show_again
from app.web.answers import see_other

router = APIRouter(prefix="/account")


class WishesForm(BaseModel):
    """The form: a box that is not ticked is not sent."""

    zone: ShortText = "UTC"
    mentions: bool = False
    digest: ShortText = "off"
    digest_hour: int = Field(8, ge=0, le=23)
    quiet_from: ShortText = ""
    quiet_until: ShortText = ""
    quiet_weekends: bool = False
    browser: bool = False


@router.post("/address")
async def say_address(
    request: Request,
    caller: Steward,
    address: Annotated[ShortText, Form()] = "",
    guess: Annotated[ShortText, Form()] = "",
) -> Response:
    """Say where one's mail goes; a link to confirm it is sent there."""
    try:
        need_mail(request)
        await caller.write(set_address, address=address, zone=guess)
    except Refused as why:
        return await show_again(request, caller, why, address=address)
    return see_other(request, "/account?done=asked#told")


@router.post("/address/removal")
async def take_back_address(request: Request, caller: Steward) -> Response:
    """Have no address any more."""
    await caller.write(remove_address)
    return see_other(request, "/account?done=no-mail#told")


@router.post("/wishes")
async def say_wishes(
    request: Request, caller: Steward, form: Annotated[WishesForm, Form()]
) -> Response:
    """Say what one wishes to be told, and when."""
    said = form.model_dump()
    try:
        await caller.write(set_wishes, Wanted(**said))
    except Refused as why:
        return await show_again(request, caller, why, wishes=WishesView(**said))
    return see_other(request, "/account?done=saved#told")
