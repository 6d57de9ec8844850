"""The people page: members, annotators, invitations; and one person's page."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.invitations import Guest, invite_member, revoke_invitation
from app.actions.members import add_annotator, change_role, remove_member, rename_member
from app.actions.mutes import mute_member, unmute_member
from app.actions.namesakes import match_named
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.errors import NotFound, Refused
from app.gate.caller import Caller, Manager, Number, Reader
from app.languages import say
from app.pages.invitations import NewInvitation, show_new_invitation
from app.pages.people import show_people, show_person
from app.queries.members import is_member
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/people")


@router.get("")
async def list_people(
    request: Request, caller: Reader, after: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Response:
    """Everybody in the project."""
    return await show(request, caller, "people/show.html", say("People"), show_people, after)


@router.post("/invitations")
async def invite(
    request: Request,
    caller: Manager,
    role: Annotated[ShortText, Form()] = "labeler",
    name: Annotated[ShortText, Form()] = "",
    external_id: Annotated[ShortText, Form()] = "",
    member: Annotated[int | None, Form(ge=1, le=2**62)] = None,
) -> Response:
    """Make a link that lets somebody join; the page that answers is the only one to show it."""
    settings = request.app.state.settings

    def make(db: Session, actor: Actor) -> NewInvitation:
        guest = Guest(role, name, external_id or None, member)
        made = invite_member(db, actor, guest, days=settings.invitation_days)
        return show_new_invitation(*made, settings.origin)

    typed = {"role": role, "name": name, "external_id": external_id}
    try:
        new = await caller.write(make)
    except NotFound:
        raise
    except Refused as why:
        return await _again(request, caller, why, typed)
    return await show(request, caller, "people/show.html", say("People"), show_people, None, new)


@router.post("/invitations/{invitation_id}/revocation")
async def revoke(request: Request, caller: Manager, invitation_id: Number) -> Response:
    """Make a link useless."""
    await caller.write(revoke_invitation, invitation_id)
    return see_other(request, f"/projects/{caller.slug}/people")


@router.post("/annotators")
async def add(
    request: Request,
    caller: Manager,
    annotator_id: Annotated[ShortText, Form()] = "",
    annotator_name: Annotated[ShortText, Form()] = "",
) -> Response:
    """Add an annotator: somebody whose labels are imported, without sign-in."""
    try:
        await caller.write(add_annotator, external_id=annotator_id, name=annotator_name)
    except Refused as why:
        typed = {"annotator_id": annotator_id, "annotator_name": annotator_name}
        return await _again(request, caller, why, typed)
    return see_other(request, f"/projects/{caller.slug}/people")


@router.get("/{member_id}")
async def show_one(request: Request, caller: Reader, member_id: Number) -> Response:
    """One project-mate."""
    return await show(request, caller, "people/person.html", say("Person"), show_person, member_id)


@router.post("/{member_id}")
async def change(
    request: Request,
    caller: Manager,
    member_id: Number,
    name: Annotated[ShortText, Form()],
    external_id: Annotated[ShortText, Form()],
    role: Annotated[ShortText, Form()] = "",
    same_as: Annotated[ShortText, Form()] = "",
) -> Response:
    """Change what a member is called and may do, and whose second name an annotator is."""

    def both(db: Session, actor: Actor) -> None:
        rename_member(db, actor, member_id, name=name, external_id=external_id)
        if role:
            change_role(db, actor, member_id, role=role)
        match_named(db, actor, member_id, same_as=same_as)

    try:
        await caller.write(both)
    except NotFound:
        raise
    except Refused as why:
        errors = {str(why.detail.get("field", "")): why.message}
        typed = {"name": name, "external_id": external_id, "role": role, "same_as": same_as}
        again = partial(show_person, member_id=member_id, typed=typed, errors=errors)
        told = await show(request, caller, "people/person.html", say("Person"), again)
        return HTMLResponse(told.body, why.status)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/{member_id}/mute")
async def mute(
    request: Request,
    caller: Manager,
    member_id: Number,
    muted: Annotated[bool, Form()] = True,
    why: Annotated[ShortText, Form()] = "",
) -> Response:
    """Keep somebody from writing for an hour, or let them write again."""
    if muted:
        await caller.write(mute_member, member_id, why=why)
    else:
        await caller.write(unmute_member, member_id)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/{member_id}/removal")
async def remove(request: Request, caller: Manager, member_id: Number) -> Response:
    """End a membership: another's, or one's own."""
    await caller.write(remove_member, member_id)
    me = await caller.edge.read(is_member, caller.identity.account_id, caller.project_id)
    return see_other(request, f"/projects/{caller.slug}/people" if me else "/?done=left")


async def _again(
    request: Request, caller: Caller, why: Refused, typed: Mapping[str, Any]
) -> Response:
    """The page once more, with what was typed and what was wrong."""
    errors = {str(why.detail.get("field", "")): why.message}
    told = await show(
        request, caller, "people/show.html", say("People"), show_people, None, None, typed, errors
    )
    return HTMLResponse(told.body, why.status)
