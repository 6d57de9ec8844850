"""Scopes, previews, publications, withdrawals and relabels over the API."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.withdrawals import withdraw_revision
from app.domain.inputs import MOST_ORDINAL, JsonObject
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.corpora import corpora
from app.gate.effects import reckon_agreements
from app.gate.scopes import find_leads, settle
from app.pages.leads import LeadsView, show_leads
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
    """Which labels a draft affects. `similar`: how alike a task's text is to a case at least, in
    per cent, or 0. `selection` holds external ids of tasks. `reach`: "all" labels already made,
    those made "since" a cut-off (when a person answered; without an offset in UTC), or "none", as
    it holds from now on only. `reopen`: predicate and likeness select what was made again for an
    earlier ruling, too."""

    citing: bool = True
    led: bool = True
    predicate: JsonObject = Field(default={}, examples=[{"text_any": ["“", '"']}])
    similar: int = Field(default=0, ge=0, le=100)
    selection: list[ShortText] = Field(default=[], max_length=100_000)
    control: int = Field(default=0, ge=0, le=100_000)
    reopen: bool = False
    second_person: bool = True
    reach: Literal["all", "since", "none"] = "all"
    since: ShortText | None = Field(None, examples=["2026-03-01T00:00:00Z"])
    again_by: Literal["same", "others", "both"] = "same"


class Publication(BaseModel):
    """The edition of the draft that you saw and want to publish."""

    edition: int = Field(ge=1, le=MOST_ORDINAL)


class Withdrawal(BaseModel):
    """Why the revision in force is taken back."""

    reason: BodyText


@router.get("/drafts/{number}/scope")
async def read_scope(caller: Reader, number: Number) -> ScopeView:
    """The scope of a draft."""
    return await caller.read(show_scope, number)


@router.put("/drafts/{number}/scope")
async def settle_scope(
    request: Request, caller: Manager, number: Number, body: NewScope
) -> ScopeView:
    """Settle the scope. Repeating it changes nothing but what people disagree on by now."""
    raw = body.model_dump(exclude={"second_person", "again_by"})
    await settle(caller, corpora(request), number, raw, body.second_person, body.again_by)
    return await caller.read(show_scope, number)


@router.get("/drafts/{number}/leads")
async def read_leads(request: Request, caller: Manager, number: Number) -> LeadsView:
    """What the cases of a draft suggest for its scope: words and signs, and thresholds of likeness.
    Hints to look at; nothing is applied."""
    leads = await find_leads(caller, corpora(request), number)
    return await caller.read(show_leads, number, leads)


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
    await reckon_agreements(caller, number)
    return await caller.read(show_relabel, number)
