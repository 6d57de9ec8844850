"""The guideline over the API: import, versions, comparing, clause histories, export."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import PlainTextResponse, Response

from app.actions.guidelines import import_guideline
from app.domain.roles import Actor
from app.domain.texts import CodeText, DocumentText, ShortText, VersionText
from app.gate.caller import Manager, Number, Reader
from app.gate.guidelines import read_outline
from app.pages.changelog import ReleaseView, page_changelog
from app.pages.guidelines import (
    ClausesView,
    GuidelineView,
    get_markdown,
    show_clauses,
    show_guideline,
)
from app.pages.histories import CompareView, HistoryView, show_compare, show_history
from app.pages.listings import Listing
from app.pages.revisions import RevisionDetail, show_revision

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


@router.get("/guideline")
async def read_guideline(
    caller: Reader,
    version: VersionText = "",
    at: Annotated[CodeText, Query(description="A clause to begin near")] = "",
) -> GuidelineView:
    """The guideline in force, or a version; long ones in parts (`window.next`)."""
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
async def read_history(caller: Reader, code: CodeText) -> HistoryView:
    """Why a clause exists: what each revision did to it, and what led to that."""
    return await caller.read(show_history, code)


@router.get("/guideline/compare")
async def compare(
    caller: Reader,
    before: Annotated[VersionText, Query(alias="from")] = "",
    after: Annotated[VersionText, Query(alias="to")] = "",
) -> CompareView:
    """Two versions by clause; without any, the last two."""
    return await caller.read(show_compare, before, after)


@router.get("/changelog")
async def list_changelog(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Listing[ReleaseView]:
    """Published versions, newest first, with who asked for them; `next` goes into `before`."""
    return await caller.read(page_changelog, before)


@router.get("/revisions/{number}")
async def read_revision(caller: Reader, number: Number) -> RevisionDetail:
    """A revision with its Markdown and its changes; drafts are for staff."""
    return await caller.read(show_revision, number)
