"""The pages that links in mails lead to: confirming an address, and stopping mails of a kind."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.addresses import STOPS, confirm_address, get_confirmable, stop_mail
from app.languages import say
from app.pages.wishes import LinkView
from app.queries.addresses import get_signed
from app.web.outside import show_stranger

router = APIRouter()
Signed = Annotated[str, Path(min_length=1, max_length=120, pattern=r"^[0-9a-z-]+$")]


@router.get("/addresses/{token}")
async def show_confirmation(request: Request, token: Signed) -> Response:
    """Asks once more: mailboxes open links by themselves, and reading changes nothing."""

    def read(db: Session) -> LinkView:
        address = get_confirmable(db, token)
        return LinkView(token, "confirm", address.address, address.confirmed_at is not None)

    return _show(request, await request.app.state.edge.read(read))


@router.post("/addresses/{token}")
async def confirm(request: Request, token: Signed) -> Response:
    """Confirm. Whoever has the link reads the mail, signed in or not."""

    def act(db: Session) -> LinkView:
        return LinkView(token, "confirm", confirm_address(db, token).address, True)

    return _show(request, await request.app.state.edge.write(0, act))


@router.get("/unsubscriptions/{token}")
async def show_stop(request: Request, token: Signed) -> Response:
    """A page with a button."""

    def read(db: Session) -> LinkView:
        address, said = get_signed(db, token, STOPS)
        return LinkView(token, said.purpose, address.address)

    return _show(request, await request.app.state.edge.read(read))


@router.post("/unsubscriptions/{token}")
async def stop(request: Request, token: Signed) -> Response:
    """Stop, at once: the button, or a mailbox that asks for its owner (RFC 8058)."""

    def act(db: Session) -> LinkView:
        what = stop_mail(db, token)
        return LinkView(token, what, get_signed(db, token, STOPS)[0].address, True)

    return _show(request, await request.app.state.edge.write(0, act))


def _show(request: Request, view: LinkView) -> Response:
    return show_stranger(request, "addresses/link.html", say("Your mail"), view)
