"""The account page: name, colours, password, sessions and tokens."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.accounts import change_account, set_password
from app.actions.sign_ins import end_sign_in
from app.actions.tokens import Grant, make_token, revoke_token
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.errors import Refused
from app.gate.caller import Caller, Number, Somebody, Steward, doorkeeper
from app.gate.new_passwords import prepare
from app.languages import say
from app.pages.accounts import NewToken, show_account, show_new_token
from app.pages.wishes import NOTHING, Typed, WishesView
from app.queries.projects import find_own_project_id
from app.web.answers import see_other
from app.web.outside import show_outside

router = APIRouter(prefix="/account")


@router.get("")
async def show(request: Request, caller: Somebody) -> Response:
    """One's own account."""
    return await _show(request, caller)


@router.post("")
async def change(
    request: Request,
    caller: Steward,
    name: Annotated[ShortText, Form()],
    theme: Annotated[ShortText, Form()] = "system",
    language: Annotated[ShortText, Form()] = "",
) -> Response:
    """Change one's name, colours and language."""
    wanted = {"theme": theme} | ({"language": language} if language else {})
    try:
        await caller.write(change_account, name=name, settings=wanted)
    except Refused as why:
        return await show_again(request, caller, why)
    doorkeeper(request).forget()
    return see_other(request, "/account?done=saved")


@router.post("/password")
async def change_password(
    request: Request,
    caller: Steward,
    password: Annotated[ShortText, Form()] = "",
    present: Annotated[ShortText, Form()] = "",
    email: Annotated[ShortText, Form()] = "",
) -> Response:
    """Set one's password, knowing the present one; every other session ends."""
    try:
        hashed = await prepare(request, caller, present=present, password=password, email=email)
        sign_in_id = caller.identity.sign_in_id
        await caller.write(
            set_password, password_hash=hashed, email=email or None, sign_in_id=sign_in_id
        )
    except Refused as why:
        return await show_again(request, caller, why)
    doorkeeper(request).forget()
    return see_other(request, "/account?done=password")


@router.post("/sessions/{sign_in_id}/end")
async def end_session(request: Request, caller: Steward, sign_in_id: Number) -> Response:
    """End one of one's sessions."""
    await caller.write(end_sign_in, sign_in_id)
    doorkeeper(request).forget()
    return see_other(request, "/account?done=ended")


@router.post("/tokens")
async def new_token(
    request: Request,
    caller: Steward,
    token_name: Annotated[ShortText, Form()] = "",
    scope: Annotated[list[ShortText], Form()] = [],  # noqa: B006  FastAPI copies it
    project: Annotated[ShortText, Form()] = "",
    days: Annotated[int | None, Form(ge=0, le=100_000)] = None,
) -> Response:
    """Make a token; the page that answers is the only one that shows it."""

    def make(db: Session, actor: Actor) -> NewToken:
        project_id = find_own_project_id(db, actor, project) if project else None
        grant = Grant(token_name, tuple(scope), project_id, days or None)
        made_with = caller.identity.token_id
        return show_new_token(db, *make_token(db, actor, grant, made_with=made_with))

    try:
        return await _show(request, caller, await caller.write(make))
    except Refused as why:
        return await show_again(request, caller, why)


@router.post("/tokens/{token_id}/revocation")
async def revoke(request: Request, caller: Steward, token_id: Number) -> Response:
    """End one of one's tokens."""
    await caller.write(revoke_token, token_id)
    doorkeeper(request).forget()
    return see_other(request, "/account?done=revoked")


async def show_again(
    request: Request,
    caller: Caller,
    why: Refused,
    *,
    wishes: WishesView | None = None,
    address: str | None = None,
) -> Response:
    """The page once more, saying what was wrong, with what was typed."""
    errors = {str(why.detail.get("field", "")): why.message}
    told = await _show(request, caller, errors=errors, typed=Typed(wishes, address))
    return HTMLResponse(told.body, why.status)


async def _show(
    request: Request,
    caller: Caller,
    new: NewToken | None = None,
    errors: Mapping[str, str] | None = None,
    typed: Typed = NOTHING,
) -> Response:
    settings, sign_in_id = request.app.state.settings, caller.identity.sign_in_id
    return await show_outside(
        request,
        caller,
        "account/show.html",
        say("Account"),
        show_account,
        settings,
        sign_in_id,
        new,
        errors,
        typed,
    )
