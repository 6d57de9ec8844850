"""Scopes, previews, publications, withdrawals and relabels over the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.withdrawals import withdraw_revision
from app.domain.inputs import JsonObject
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.scopes import settle
from app.pages.publications import PublicationView, show_publication
from app.pages.relabels import RelabelsView, RelabelView, show_relabel, show_relabels
from app.pages.scopes import (
    PreviewView,
    ScopeTasksView,
    ScopeView,
    show_preview,
    show_scope,
    show_scope_tasks,
)

router = APIRouter(prefix="/projects/{slug}", tags=["revisions"])


class NewScope(BaseModel):
    """Which labels a draft affects. `selection` holds external ids of tasks."""

    citing: bool = True
    led: bool = True
    predicate: JsonObject = Field(default={}, examples=[{"text_any": ["“", '"']}])
    selection: list[ShortText] = Field(default=[], max_length=100_000)
    control: int = Field(default=0, ge=0, le=100_000)
    second_person: bool = True


class Publication(BaseModel):
    """The edition of the draft that you saw and want to publish."""

    edition: int = Field(ge=1, le=2**62)


class Withdrawal(BaseModel):
    """Why the revision in force is taken back."""

    reason: BodyText


@router.get("/drafts/{number}/scope")
async def read_scope(caller: Reader, number: Number) -> ScopeView:
    """The scope of a draft."""
    return await caller.read(show_scope, number)


@router.put("/drafts/{number}/scope")
async def settle_scope(caller: Manager, number: Number, body: NewScope) -> ScopeView:
    """Settle the scope. Repeating it changes nothing but what people disagree on by now."""
    raw = body.model_dump(exclude={"second_person"})
    await settle(caller, number, raw, body.second_person)
    return await caller.read(show_scope, number)


@router.get("/drafts/{number}/preview")
async def read_preview(caller: Reader, number: Number) -> PreviewView:
    """What publishing now would ask to be made again."""
    return await caller.read(show_preview, number)


@router.get("/drafts/{number}/scope/tasks")
async def list_scope_tasks(
    caller: Reader, number: Number, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> ScopeTasksView:
    """The tasks in scope, 5,000 at a time."""
    return await caller.read(show_scope_tasks, number, after)


@router.post("/drafts/{number}/publication", status_code=201, response_model=PublicationView)
async def publish(caller: Manager, request: Request, number: Number, body: Publication) -> Response:
    """Make a draft the guideline in force, whole or not at all."""

    def run(db: Session, actor: Actor) -> PublicationView:
        return show_publication(
            db, actor, publish_revision(db, actor, number, edition=body.edition)
        )

    return await caller.reply(request, run)


@router.post("/revisions/{number}/acknowledgement", status_code=201, response_model=PublicationView)
async def acknowledge(caller: Reader, request: Request, number: Number) -> Response:
    """Say that you have read a revision."""

    def run(db: Session, actor: Actor) -> PublicationView:
        return show_publication(db, actor, acknowledge_revision(db, actor, number))

    return await caller.reply(request, run)


@router.post("/revisions/{number}/withdrawal", status_code=201, response_model=PublicationView)
async def withdraw(caller: Manager, request: Request, number: Number, body: Withdrawal) -> Response:
    """Take the revision in force back; its relabel is undone."""

    def run(db: Session, actor: Actor) -> PublicationView:
        revision = withdraw_revision(db, actor, number, reason=body.reason)
        return show_publication(db, actor, revision)

    return await caller.reply(request, run)


@router.get("/relabels")
async def list_relabels(caller: Reader) -> RelabelsView:
    """All relabels, newest first."""
    return await caller.read(show_relabels)


@router.get("/relabels/{number}")
async def read_relabel(caller: Reader, number: Number) -> RelabelView:
    """A relabel's progress and effect."""
    return await caller.read(show_relabel, number)
