"""Leading relabels, and bringing labels back, over the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import campaigns
from app.actions.extensions import extend_relabel
from app.actions.restorations import begin_restoration
from app.actions.undone_rulings import undo_ruling
from app.domain.inputs import MOST_ORDINAL, JsonObject
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.scopes import find_lists
from app.pages.relabels import ProgressView, show_progress
from app.pages.restorations import (
    RestorationView,
    ReturnPreview,
    page_restorations,
    preview_return,
    preview_undo,
    show_restoration,
)

router = APIRouter(prefix="/projects/{slug}", tags=["relabels"])


class Reason(BaseModel):
    """Why."""

    reason: BodyText = Field(examples=["Clause c4 is being reworded."])


class Handover(BaseModel):
    """The id of the member whose labels others may make."""

    member: int = Field(ge=1, le=MOST_ORDINAL)


class NewExtension(Reason):
    """What is added: a predicate as in a scope, or tasks by external id."""

    predicate: JsonObject = Field(default={}, examples=[{"text_any": ["“"]}])
    selection: list[ShortText] = Field(default=[], max_length=100_000, examples=[["t1"]])


class Return(Reason):
    """The number of the revision as of which labels go back; `corrections`: with what their people
    changed of their own accord."""

    revision: int = Field(ge=1, le=MOST_ORDINAL)
    corrections: bool = False


@router.post("/relabels/{number}/pause", status_code=201, response_model=ProgressView)
async def pause(caller: Manager, request: Request, number: Number, body: Reason) -> Response:
    """Hand none of its labels out until it is resumed."""

    def act(db: Session, actor: Actor) -> ProgressView:
        campaigns.pause_relabel(db, actor, number, reason=body.reason)
        return show_progress(db, actor, number)

    return await caller.reply(request, act)


@router.post("/relabels/{number}/resumption", status_code=201, response_model=ProgressView)
async def resume(caller: Manager, request: Request, number: Number) -> Response:
    """Hand them out again."""

    def act(db: Session, actor: Actor) -> ProgressView:
        campaigns.resume_relabel(db, actor, number)
        return show_progress(db, actor, number)

    return await caller.reply(request, act)


@router.post("/relabels/{number}/stop", status_code=201, response_model=ProgressView)
async def stop(caller: Manager, request: Request, number: Number, body: Reason) -> Response:
    """End it early; what nobody has made again by now stays as it is."""

    def act(db: Session, actor: Actor) -> ProgressView:
        campaigns.stop_relabel(db, actor, number, reason=body.reason)
        return show_progress(db, actor, number)

    return await caller.reply(request, act)


@router.post("/relabels/{number}/handover", status_code=201, response_model=ProgressView)
async def hand_over(caller: Manager, request: Request, number: Number, body: Handover) -> Response:
    """Let others make what somebody was to make again; their answers take its place."""

    def act(db: Session, actor: Actor) -> ProgressView:
        campaigns.give_to_others(db, actor, number, body.member)
        return show_progress(db, actor, number)

    return await caller.reply(request, act)


@router.post("/relabels/{number}/extension", status_code=201, response_model=ProgressView)
async def extend(caller: Manager, request: Request, number: Number, body: NewExtension) -> Response:
    """Add labels that its scope missed; the items follow at once, each exactly once."""
    raw = body.model_dump(exclude={"reason"})
    lists = await find_lists(caller, raw)

    def act(db: Session, actor: Actor) -> ProgressView:
        extend_relabel(db, actor, number, raw, reason=body.reason, lists=lists)
        return show_progress(db, actor, number)

    return await caller.reply(request, act)


@router.get("/restorations")
async def list_restorations(caller: Reader) -> tuple[RestorationView, ...]:
    """All that went back, newest first."""
    return await caller.read(page_restorations)


@router.get("/restorations/preview")
async def preview(
    caller: Reader,
    revision: Annotated[int, Query(ge=1, le=MOST_ORDINAL)],
    corrections: bool = False,
) -> ReturnPreview:
    """How many labels would go back to what they were as of a revision, and whose."""
    return await caller.read(preview_return, revision, corrections)


@router.get("/restorations/{number}")
async def read_restoration(caller: Reader, number: Number) -> RestorationView:
    """How far one is."""
    return await caller.read(show_restoration, number)


@router.post("/restorations", status_code=201, response_model=RestorationView)
async def restore(caller: Manager, request: Request, body: Return) -> Response:
    """Let labels go back; they follow in chunks, each move in the label's history."""

    def act(db: Session, actor: Actor) -> RestorationView:
        begun = begin_restoration(
            db, actor, body.revision, reason=body.reason, corrections=body.corrections
        )
        return show_restoration(db, actor, begun.number)

    return await caller.reply(request, act)


@router.get("/rulings/{number}/undo")
async def preview_undoing(caller: Reader, number: Number) -> ReturnPreview:
    """How many labels would go back if a ruling were undone, and whose."""
    return await caller.read(preview_undo, number)


@router.post("/rulings/{number}/undo", status_code=201, response_model=RestorationView)
async def undo(caller: Manager, request: Request, number: Number, body: Reason) -> Response:
    """Take back a ruling in force with what its relabel flipped; its question opens again."""

    def act(db: Session, actor: Actor) -> RestorationView:
        return show_restoration(
            db, actor, undo_ruling(db, actor, number, reason=body.reason).number
        )

    return await caller.reply(request, act)
