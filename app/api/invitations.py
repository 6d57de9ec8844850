"""Invitations over the API. Accepting one needs no account: it makes one, and a token."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.invitations import (
    Accepted,
    Guest,
    Newcomer,
    accept_invitation,
    invite_member,
    revoke_invitation,
)
from app.domain.passwords import check_password
from app.domain.roles import Actor, Role
from app.domain.texts import ShortText
from app.errors import Forbidden
from app.gate.caller import Manager, Number, Reader, doorkeeper
from app.gate.joining import as_instance, home_of
from app.gate.passwords import hash_password
from app.languages import say
from app.pages.invitations import (
    InvitationView,
    NewInvitation,
    show_invitations,
    show_new_invitation,
    view_invitation,
)
from app.pages.listings import Listing
from app.queries.projects import map_slugs

router = APIRouter(tags=["people"])
INVITATIONS = "/projects/{slug}/invitations"


class InvitationBody(BaseModel):
    """Who is invited. With `member_id`, whoever accepts becomes that annotator."""

    role: Role = Field(Role.LABELER, examples=["labeler"])
    name: ShortText = Field("", examples=["Lin"])
    external_id: ShortText | None = Field(None, examples=["lin"])
    member_id: int | None = Field(None, ge=1, le=2**62)


class Acceptance(BaseModel):
    """The secret at the end of the link, and, without a token, who one is going to be.

    A password needs an `email` (an address, or any name to sign in with); both can be left out:
    then the token is the way in.
    """

    secret: ShortText = Field(examples=["q3v9S0m8Yb1e"])
    name: ShortText = Field("", examples=["Lin"])
    email: ShortText | None = Field(None, examples=["lin@example.org"])
    password: ShortText | None = Field(None, examples=["four unusual words here"])


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined what. `token` is a new person's personal token, shown this once; None for
    somebody who had one. `project` None: the instance, as its admin."""

    account_id: int
    name: str
    project: str | None
    member_id: int | None
    role: str
    token: str | None


@router.get(INVITATIONS)
async def list_invitations(
    caller: Reader, after: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Listing[InvitationView]:
    """Invitations that still stand, newest first; none to see for those who cannot make them."""
    return await caller.read(show_invitations, after)


@router.post(INVITATIONS, status_code=201, response_model=NewInvitation)
async def post_invitation(caller: Manager, request: Request, body: InvitationBody) -> Response:
    """Make a link that lets somebody join. A repeat with the same Idempotency-Key makes no
    second one, and does not show the link again."""
    settings = request.app.state.settings

    def make(db: Session, actor: Actor) -> NewInvitation:
        guest = Guest(body.role, body.name, body.external_id, body.member_id)
        made = invite_member(db, actor, guest, days=settings.invitation_days)
        return show_new_invitation(*made, settings.origin)

    return await caller.reply(request, make)


@router.delete(INVITATIONS + "/{invitation_id}", status_code=201, response_model=InvitationView)
async def delete_invitation(caller: Manager, request: Request, invitation_id: Number) -> Response:
    """Make a link useless."""

    def revoke(db: Session, actor: Actor) -> InvitationView:
        return view_invitation(revoke_invitation(db, actor, invitation_id))

    return await caller.reply(request, revoke)


@router.post("/invitations/acceptance", status_code=201)
async def post_acceptance(request: Request, body: Acceptance) -> Joined:
    """Join by a link, once: with a token as who you are, without one as a new person."""
    identity = await doorkeeper(request).find(request)
    if identity and identity.scopes is not None and "manage" not in identity.scopes:
        raise Forbidden(say("This token lacks the scope 'manage'."), scope="manage")
    actor = as_instance(identity) if identity else None
    edge = request.app.state.edge
    project_id = await edge.read(home_of, body.secret)
    newcomer = None if actor else await _newcomer(body)

    def join(db: Session) -> Joined:
        return _joined(db, accept_invitation(db, actor, body.secret, newcomer=newcomer))

    joined: Joined = await edge.write(project_id, join)
    return joined


async def _newcomer(body: Acceptance) -> Newcomer:
    hashed = None
    if body.password is not None:
        checked = check_password(body.password, name=body.name, email=body.email)
        hashed = await hash_password(checked)
    return Newcomer(body.name, body.email, hashed, wants_token=True)


def _joined(db: Session, accepted: Accepted) -> Joined:
    account = accepted.account
    slug = map_slugs(db, {accepted.project_id}).get(accepted.project_id or 0)
    return Joined(
        account.id or 0, account.name, slug, accepted.member_id, accepted.role, accepted.token
    )
