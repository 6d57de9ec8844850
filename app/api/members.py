"""Members and annotators over the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import mutes
from app.actions.members import add_annotator, change_role, remove_member, rename_member
from app.actions.namesakes import match_member
from app.domain.roles import Actor, Role
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number, Reader
from app.pages.listings import Listing
from app.pages.people import MemberView, show_member, show_members, show_person
from app.queries.members import get_member as find_member

router = APIRouter(prefix="/projects/{slug}/members", tags=["people"])


class NewAnnotator(BaseModel):
    """Somebody whose labels are imported. They sign in once an invitation lets them."""

    external_id: ShortText = Field(examples=["A1"])
    name: ShortText = Field("", examples=["Annotator 1"])


class MemberChanges(BaseModel):
    """What is to change; what is left out stays."""

    name: ShortText | None = Field(None, examples=["Lin"])
    external_id: ShortText | None = Field(None, examples=["lin"])
    role: Role | None = Field(None, examples=["reviewer"])
    same_as: int | None = Field(
        None, ge=1, le=2**62, description="Whose second name an annotator is; null: nobody's."
    )


class Muting(BaseModel):
    """Why somebody is muted: they read it where they would write."""

    why: ShortText = Field("", examples=["Let us cool down."])


@router.get("")
async def list_members(
    caller: Reader, after: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Listing[MemberView]:
    """Your project-mates, in the order they joined."""
    return await caller.read(show_members, after)


@router.post("", status_code=201, response_model=MemberView)
async def post_annotator(caller: Manager, request: Request, body: NewAnnotator) -> Response:
    """Add an annotator: a member without sign-in."""

    def add(db: Session, actor: Actor) -> MemberView:
        made = add_annotator(db, actor, external_id=body.external_id, name=body.name)
        return show_member(db, actor, made)

    return await caller.reply(request, add)


@router.get("/{member_id}")
async def get_member(caller: Reader, member_id: Number) -> MemberView:
    """One project-mate."""
    return (await caller.read(show_person, member_id)).member


@router.patch("/{member_id}", status_code=201, response_model=MemberView)
async def patch_member(
    caller: Manager, request: Request, member_id: Number, body: MemberChanges
) -> Response:
    """Change what a member is called and may do."""
    return await caller.reply(request, _change, member_id, body)


@router.delete("/{member_id}", status_code=201, response_model=MemberView)
async def delete_member(caller: Manager, request: Request, member_id: Number) -> Response:
    """End a membership: another's, for those who manage people, or your own."""

    def remove(db: Session, actor: Actor) -> MemberView:
        return show_member(db, actor, remove_member(db, actor, member_id))

    return await caller.reply(request, remove)


@router.put("/{member_id}/mute", status_code=201, response_model=MemberView)
async def mute_member(
    caller: Manager, request: Request, member_id: Number, body: Muting | None = None
) -> Response:
    """Keep a labeler or viewer from writing messages for an hour; they go on working, and are told
    why."""
    why = body.why if body else ""

    def mute(db: Session, actor: Actor) -> MemberView:
        return show_member(db, actor, mutes.mute_member(db, actor, member_id, why=why))

    return await caller.reply(request, mute)


@router.delete("/{member_id}/mute", status_code=201, response_model=MemberView)
async def unmute_member(caller: Manager, request: Request, member_id: Number) -> Response:
    """Let them write again."""

    def unmute(db: Session, actor: Actor) -> MemberView:
        return show_member(db, actor, mutes.unmute_member(db, actor, member_id))

    return await caller.reply(request, unmute)


def _change(db: Session, actor: Actor, member_id: int, body: MemberChanges) -> MemberView:
    member = find_member(db, actor, member_id)
    if body.name is not None or body.external_id is not None:
        name = member.name if body.name is None else body.name
        external_id = member.external_id if body.external_id is None else body.external_id
        member = rename_member(db, actor, member_id, name=name, external_id=external_id)
    if body.role is not None:
        member = change_role(db, actor, member_id, role=body.role)
    if "same_as" in body.model_fields_set:
        member = match_member(db, actor, member_id, same_as=body.same_as)
    return show_member(db, actor, member)
