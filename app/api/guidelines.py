"""The guideline over the API: import, versions, comparing, clause histories, export."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import PlainTextResponse, Response

from app.actions.guidelines import import_guideline, push_guideline
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, DocumentText, ShortText, VersionText
from app.gate.caller import Manager, Number, Reader
from app.gate.guidelines import read_outline
from app.gate.moments import AsOf
from app.pages.changelog import ReleaseView, page_changelog
from app.pages.comparisons import CompareView, show_compare
from app.pages.guidelines import (
    ClausesView,
    GuidelineView,
    get_markdown,
    show_clauses,
    show_guideline,
)
from app.pages.histories import HistoryView, show_history
from app.pages.listings import Listing
from app.pages.revisions import RevisionDetail, show_revision, view_detail
from app.queries.moments import get_version_then

router = APIRouter(prefix="/projects/{slug}", tags=["guideline"])


class NewGuideline(BaseModel):
    """A Markdown file that becomes a draft. `name` is what imported labels may call it;
    `version` what it is to be published as."""

    markdown: DocumentText = Field(examples=["# Spam\n\n## Offers\n\n- an offer nobody asked for"])
    name: ShortText = Field("", examples=["v1"])
    version: VersionText | None = Field(None, examples=["1.0.0"])


@router.post("/guideline", status_code=201, response_model=RevisionDetail)
async def import_a_guideline(caller: Manager, request: Request, body: NewGuideline) -> Response:
    """Make a draft of a Markdown file; clauses keep their ids where their words are alike."""
    given = body.model_dump() | {"outline": await read_outline(caller, body.markdown)}

    def act(db: Session, actor: Actor) -> RevisionDetail:
        return show_revision(db, actor, import_guideline(db, actor, **given).number)

    return await caller.reply(request, act)


class PushedGuideline(BaseModel):
    """A file with clause ids that was edited over the version `base`. Its lines without an id
    become new clauses, and clauses whose id is gone end."""

    markdown: DocumentText
    base: VersionText = Field(examples=["1.0.0"])
    title: ShortText = Field("", examples=["Quoted speech"])
    summary: BodyText = ""
    rationale: BodyText = ""


@router.post("/guideline/push", status_code=201, response_model=RevisionDetail)
async def push_a_guideline(caller: Manager, request: Request, body: PushedGuideline) -> Response:
    """Make a draft of a text kept elsewhere, such as in Git; 409 with both texts where another
    version came into force. The same text pushed twice is one draft."""

    def act(db: Session, actor: Actor) -> RevisionDetail:
        return view_detail(db, push_guideline(db, actor, **body.model_dump()))

    return await caller.reply(request, act)


@router.get("/guideline")
async def read_guideline(
    caller: Reader,
    version: VersionText = "",
    at: Annotated[CodeText, Query(description="A clause to begin near")] = "",
    as_of: AsOf = "",
) -> GuidelineView:
    """The guideline in force, a version, or what was in force as of a moment; long ones in parts
    (`window.next`)."""
    if as_of:
        version = await caller.read(get_version_then, as_of)
    return await caller.read(show_guideline, version, at)


@router.get("/guideline/markdown", response_class=PlainTextResponse)
async def export_markdown(caller: Reader, version: VersionText = "") -> Response:
    """The exact Markdown with clause ids; importing it again changes nothing."""
    _, markdown = await caller.read(get_markdown, version)
    return Response(markdown, media_type="text/markdown; charset=utf-8")


@router.get("/guideline/clauses")
async def search_clauses(
    caller: Reader, q: Annotated[ShortText, Query(max_length=200)] = ""
) -> ClausesView:
    """Clauses that hold all words of a search."""
    return await caller.read(show_clauses, q)


@router.get("/guideline/clauses/{code}")
async def read_history(caller: Reader, code: CodeText, version: VersionText = "") -> HistoryView:
    """Why a clause exists: what each revision did to it, and what led to that; and its text, now
    or in a version."""
    return await caller.read(show_history, code, version)


@router.get("/guideline/compare")
async def compare(
    caller: Reader,
    before: Annotated[VersionText, Query(alias="from")] = "",
    after: Annotated[VersionText, Query(alias="to")] = "",
    whole: bool = False,
    at: Annotated[CodeText, Query(description="With whole, a clause to begin near")] = "",
) -> CompareView:
    """Two versions by clause; without any, the last two. Staff may name drafts: draft-7. With
    `whole`, unchanged clauses too, in parts (`next`)."""
    return await caller.read(show_compare, before, after, whole, at)


@router.get("/changelog")
async def list_changelog(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None
) -> Listing[ReleaseView]:
    """Published versions, newest first, with who asked for them; `next` goes into `before`."""
    return await caller.read(page_changelog, before)


@router.get("/revisions/{number}")
async def read_revision(caller: Reader, number: Number) -> RevisionDetail:
    """A revision with its Markdown and its changes; drafts are for staff."""
    return await caller.read(show_revision, number)
