"""Drafts over the API: opened, edited as a whole, reviewed, brought up to date, discarded.

Every edit names the `edition` that it saw; of an older one it is refused with 409 and both texts.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import approvals, clauses, drafts, guidelines
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, DocumentText, ShortText, VersionText
from app.gate.caller import Manager, Number, Reader
from app.gate.guidelines import read_outline
from app.pages.diffs import DiffView
from app.pages.draft_rows import DraftRowView, page_drafts
from app.pages.drafts import ChangesView, show_draft
from app.pages.listings import Listing
from app.pages.revisions import RevisionDetail, show_revision, view_detail
from app.queries.drafts import get_draft
from app.queries.rulings import get_ruling

router = APIRouter(prefix="/projects/{slug}/drafts", tags=["drafts"])
Type = Literal["editorial", "clarifying", "substantive"]
Nature = Literal["wording", "term", "exception", "extension", "new", "ended"]


class Seen(BaseModel):
    """Which edition of the draft this is about."""

    edition: int = Field(ge=1, le=MOST_ORDINAL, examples=[3])


class Wanted(Seen):
    """What should change in that edition."""

    words: BodyText = Field(examples=["c4 says nothing of quotes in titles."])


class NewDraft(BaseModel):
    """A draft over the guideline in force, filled in with what `rulings` (numbers) decided."""

    title: ShortText = Field(examples=["Quoted speech"])
    rationale: BodyText = ""
    rulings: list[Annotated[int, Field(ge=1, le=MOST_ORDINAL)]] = Field(
        default_factory=list, max_length=100
    )


class About(Seen):
    """What is left out stays as it is."""

    title: ShortText | None = None
    summary: BodyText | None = None
    rationale: BodyText | None = None
    unmoved: BodyText | None = Field(
        None, description="Why it is substantive though no case changes its answer."
    )


class WholeText(Seen):
    """The whole Markdown with clause ids; a line without one becomes a new clause."""

    markdown: DocumentText


class FileText(Seen):
    """A Markdown file, plain or with clause ids, and what the revision is to be called."""

    markdown: DocumentText
    name: ShortText = Field("", examples=["v2"])
    version: VersionText | None = Field(None, examples=["2.0.0"])


class Types(Seen):
    """Types by clause code; "*" stands for every change that is not named. Natures say more finely
    what a change does, and bring the type that follows where none is given with them."""

    types: dict[CodeText, Type] = Field(
        default_factory=dict, examples=[{"c4": "clarifying", "*": "editorial"}]
    )
    natures: dict[CodeText, Nature] = Field(
        default_factory=dict, examples=[{"c4": "term", "c7": "exception"}]
    )


class Rebase(Seen):
    """By clause code whose text is kept where both sides changed it."""

    sides: dict[CodeText, Literal["yours", "theirs"]] = Field(default_factory=dict)


@router.get("")
async def list_drafts(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None
) -> Listing[DraftRowView]:
    """The open drafts, newest first; `next` goes into `before`."""
    return await caller.read(page_drafts, before)


@router.post("", status_code=201, response_model=RevisionDetail)
async def open_draft(caller: Manager, request: Request, body: NewDraft) -> Response:
    """Begin a draft."""

    def act(db: Session, actor: Actor) -> RevisionDetail:
        ids = [get_ruling(db, actor, number).id or 0 for number in body.rulings]
        about = {"title": body.title, "rationale": body.rationale}
        return view_detail(db, drafts.open_draft(db, actor, **about, ruling_ids=ids))

    return await caller.reply(request, act)


@router.get("/{number}")
async def read_draft(caller: Reader, number: Number) -> RevisionDetail:
    """A draft with its text and its changes."""

    def page(db: Session, actor: Actor) -> RevisionDetail:
        return view_detail(db, get_draft(db, actor, number))

    return await caller.read(page)


@router.get("/{number}/diff")
async def read_diff(caller: Reader, number: Number) -> tuple[DiffView, ...]:
    """What the draft changes, by clause, sentence and word."""

    def page(db: Session, actor: Actor) -> ChangesView:
        return show_draft(db, actor, number).changes

    return (await caller.read(page)).diffs


@router.put("/{number}/about", status_code=201, response_model=RevisionDetail)
async def edit_about(caller: Manager, request: Request, number: Number, body: About) -> Response:
    """Title, summary for labelers, rationale."""
    return await caller.reply(request, then_show, drafts.edit_about, number, **body.model_dump())


@router.put("/{number}/markdown", status_code=201, response_model=RevisionDetail)
async def replace_document(
    caller: Manager, request: Request, number: Number, body: WholeText
) -> Response:
    """Replace the whole text."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, drafts.replace_document, number, **kw)


@router.put("/{number}/file", status_code=201, response_model=RevisionDetail)
async def import_into_draft(
    caller: Manager, request: Request, number: Number, body: FileText
) -> Response:
    """Let a Markdown file be the draft's text; clauses keep their ids where words are alike."""
    kw = body.model_dump() | {"outline": await read_outline(caller, body.markdown)}
    return await caller.reply(request, then_show, guidelines.import_into_draft, number, **kw)


@router.put("/{number}/types", status_code=201, response_model=RevisionDetail)
async def type_changes(caller: Manager, request: Request, number: Number, body: Types) -> Response:
    """Say what the changes are: the version follows from it."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, clauses.type_changes, number, **kw)


@router.post("/{number}/review", status_code=201, response_model=RevisionDetail)
async def request_review(caller: Manager, request: Request, number: Number, body: Seen) -> Response:
    """Ask others to review."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, approvals.request_review, number, **kw)


@router.post("/{number}/approval", status_code=201, response_model=RevisionDetail)
async def approve_draft(caller: Manager, request: Request, number: Number, body: Seen) -> Response:
    """Approve an edition of somebody else's draft; any edit voids it."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, approvals.approve_draft, number, **kw)


@router.post("/{number}/objection", status_code=201, response_model=RevisionDetail)
async def return_draft(caller: Reader, request: Request, number: Number, body: Wanted) -> Response:
    """Send somebody else's draft back; it is not published until it is edited."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, approvals.return_draft, number, **kw)


@router.post("/{number}/base", status_code=201, response_model=RevisionDetail)
async def rebase_draft(caller: Manager, request: Request, number: Number, body: Rebase) -> Response:
    """Put the draft onto the guideline in force; 409 lists the clauses that both changed."""
    kw = body.model_dump()
    return await caller.reply(request, then_show, drafts.rebase_draft, number, **kw)


@router.delete("/{number}", status_code=201, response_model=RevisionDetail)
async def discard_draft(caller: Manager, request: Request, number: Number) -> Response:
    """Give the draft up; its rulings stay."""
    return await caller.reply(request, then_show, drafts.discard_draft, number)


def then_show(
    db: Session, actor: Actor, action: Callable[..., Any], number: int, /, **kw: object
) -> RevisionDetail:
    """Do something to a draft, and answer with what it is then."""
    action(db, actor, number, **kw)
    return show_revision(db, actor, number)
