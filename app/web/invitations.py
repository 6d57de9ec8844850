"""Invitations in the browser: what a link offers, and accepting it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.actions.invitations import Accepted, Newcomer, accept_invitation
from app.actions.sign_ins import begin_sign_in
from app.domain.passwords import check_password
from app.domain.texts import ShortText
from app.errors import Conflict, Invalid, Refused
from app.gate.caller import doorkeeper
from app.gate.joining import as_instance, home_of
from app.gate.passwords import hash_password
from app.gate.sign_ins import set_cookie
from app.languages import say, spoken
from app.pages.accounts import OfferView, show_offer
from app.web.outside import show_stranger

router = APIRouter(prefix="/invitations")
Secret = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[\w-]+$")]


@router.get("/{secret}")
async def show_invitation(request: Request, secret: Secret) -> Response:
    """What the link offers: to join as who is signed in, or as a new person."""
    return await _show(request, secret)


@router.post("/{secret}/acceptance")
async def accept(request: Request, secret: Secret) -> Response:
    """Join as who is signed in."""
    identity = await doorkeeper(request).need(request, "manage")
    edge = request.app.state.edge
    project_id = await edge.read(home_of, secret)
    await edge.write(project_id, accept_invitation, as_instance(identity), secret)
    return RedirectResponse("/?done=joined", 303)


@router.post("/{secret}/account")
async def join(
    request: Request,
    secret: Secret,
    name: Annotated[ShortText, Form()] = "",
    email: Annotated[ShortText, Form()] = "",
    password: Annotated[ShortText, Form()] = "",
) -> Response:
    """Join as a new person, and be signed in."""
    edge = request.app.state.edge
    project_id = await edge.read(home_of, secret)
    try:
        if not email:
            raise Invalid(say("Choose an e-mail or a name to sign in with."), "email")
        check_password(password, name=name, email=email)
        newcomer = Newcomer(name, email, await hash_password(password))
        agent, language = request.headers.get("user-agent", ""), spoken()

        def joining(db: Session) -> str:
            accepted: Accepted = accept_invitation(db, None, secret, newcomer=newcomer)
            return begin_sign_in(db, accepted.account, agent=agent, language=language)

        cookie = await edge.write(project_id, joining)
    except (Invalid, Conflict) as why:
        typed = OfferView("", None, "", name, False, email=email)
        return await _show(request, secret, typed, why)
    return set_cookie(request, RedirectResponse("/?done=joined", 303), cookie)


async def _show(
    request: Request, secret: str, typed: OfferView | None = None, why: Refused | None = None
) -> Response:
    view: OfferView = await request.app.state.edge.read(show_offer, secret)
    identity = await doorkeeper(request).find(request)
    view = replace(view, viewer=identity.name if identity else None)
    if typed and why:
        errors = {str(why.detail.get("field", "")): why.message}
        view = replace(view, name=typed.name, email=typed.email, errors=errors)
    title = (
        say("Join %(project)s", project=view.project)
        if view.project
        else say("Set up this instance")
    )
    status = why.status if why else 200
    return show_stranger(request, "invitations/show.html", title, view, status=status)
