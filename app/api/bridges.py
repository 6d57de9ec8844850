"""Bridges over the API: ways in for other programs."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.bridges import make_bridge, revoke_bridge
from app.domain.roles import Actor
from app.domain.texts import ShortText, TopicText
from app.gate.caller import Manager, Number
from app.pages.bridges import BridgeView, NewBridge, show_bridges, show_new_bridge, view_bridge

router = APIRouter(prefix="/projects/{slug}/bridges", tags=["webhooks"])


class BridgeBody(BaseModel):
    """What the program is called, and where it speaks: `lounge` or `question:NUMBER`."""

    name: ShortText = Field(examples=["CI"])
    topic: TopicText = Field("lounge", examples=["lounge", "question:7"])
    signed: bool = Field(False, description="Whether every request must be signed.")


@router.get("")
async def list_bridges(caller: Manager) -> tuple[BridgeView, ...]:
    """The project's bridges; never their addresses."""
    return await caller.read(show_bridges)


@router.post("", status_code=201, response_model=NewBridge)
async def post_bridge(caller: Manager, request: Request, body: BridgeBody) -> Response:
    """Make a bridge. Its address, and the secret of a signed one, are in this answer and nowhere
    else."""

    def make(db: Session, actor: Actor) -> NewBridge:
        made = make_bridge(db, actor, name=body.name, topic=body.topic, signed=body.signed)
        return show_new_bridge(db, *made, request.app.state.settings.origin)

    return await caller.reply(request, make)


@router.delete("/{number}", status_code=201, response_model=BridgeView)
async def delete_bridge(caller: Manager, request: Request, number: Number) -> Response:
    """Make a bridge's address useless."""

    def revoke(db: Session, actor: Actor) -> BridgeView:
        return view_bridge(db, revoke_bridge(db, actor, number))

    return await caller.reply(request, revoke)
