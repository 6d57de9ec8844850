"""One's own account over the API: profile, password, sessions."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.accounts import change_account, set_password
from app.actions.sign_ins import begin_sign_in, end_sign_in
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Number, Somebody, Steward, as_json, doorkeeper
from app.gate.new_passwords import prepare
from app.gate.sign_ins import prove, set_cookie
from app.languages import spoken
from app.pages.accounts import Profile, SignInView, show_profile, show_sign_ins, view_account
from app.pages.listings import Listing

router = APIRouter(tags=["account"])


class ProfileChanges(BaseModel):
    """What is to change; what is left out stays."""

    name: ShortText | None = Field(None, examples=["Lin"])
    theme: ShortText | None = Field(None, examples=["dark"])
    language: ShortText | None = Field(None, examples=["ja"])


class NewPassword(BaseModel):
    """The new password, and the present one where there is one."""

    password: ShortText = Field(examples=["four unusual words here"])
    present: ShortText = Field("", examples=["the one until now"])
    email: ShortText | None = Field(None, description="What to sign in with, if none is set yet.")


class Credentials(BaseModel):
    """What one signs in with."""

    email: ShortText = Field(examples=["lin@example.org"])
    password: ShortText = Field(examples=["four unusual words here"])


@router.get("/account")
async def get_account(caller: Somebody) -> Profile:
    """Who you are on this instance."""
    return await caller.read(show_profile)


@router.patch("/account", status_code=201, response_model=Profile)
async def patch_account(caller: Steward, request: Request, body: ProfileChanges) -> Response:
    """Change your name, colours or language."""

    def change(db: Session, actor: Actor) -> Profile:
        said = {"theme": body.theme, "language": body.language}
        settings = {name: value for name, value in said.items() if value is not None} or None
        return view_account(change_account(db, actor, name=body.name, settings=settings))

    return await caller.reply(request, change)


@router.put("/account/password", status_code=201)
async def put_password(caller: Steward, request: Request, body: NewPassword) -> Profile:
    """Set your password. Every other session of yours ends; tokens go on."""
    email = body.email or ""
    hashed = await prepare(
        request, caller, present=body.present, password=body.password, email=email
    )
    sign_in_id = caller.identity.sign_in_id

    def change(db: Session, actor: Actor) -> Profile:
        return view_account(
            set_password(db, actor, password_hash=hashed, email=body.email, sign_in_id=sign_in_id)
        )

    profile = await caller.write(change)
    doorkeeper(request).forget()
    return profile


@router.post("/sign-ins", status_code=201, response_model=Profile)
async def post_sign_in(request: Request, body: Credentials) -> Response:
    """Begin a browser session: the answer sets its cookie. Programs use tokens instead."""
    account = await prove(request, body.email, body.password)
    agent = request.headers.get("user-agent", "")
    edge = request.app.state.edge
    secret = await edge.write(0, begin_sign_in, account, agent=agent, language=spoken())
    made = Response(as_json(view_account(account)), 201, media_type="application/json")
    return set_cookie(request, made, secret)


@router.get("/account/sign-ins")
async def list_sign_ins(caller: Somebody, request: Request) -> Listing[SignInView]:
    """Your browser sessions."""
    settings = request.app.state.settings
    return await caller.read(show_sign_ins, settings, caller.identity.sign_in_id)


@router.delete("/account/sign-ins/{sign_in_id}", status_code=204)
async def delete_sign_in(caller: Steward, request: Request, sign_in_id: Number) -> Response:
    """End one of your sessions; its pages and sockets close within seconds."""
    told = await caller.reply(request, end_sign_in, sign_in_id)
    doorkeeper(request).forget()
    return told
