"""The guideline in the browser: reading, comparing, why a clause exists, import and export."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.guidelines import import_guideline
from app.domain.documents import Document
from app.domain.roles import Actor
from app.domain.texts import DOCUMENT_BYTES, CodeText, DocumentText, ShortText, VersionText
from app.errors import Invalid, Refused, TooLarge
from app.gate.caller import Manager, Reader
from app.gate.guidelines import read_outline
from app.languages import say
from app.pages.comparisons import show_compare
from app.pages.guidelines import get_markdown, show_clauses, show_guideline
from app.pages.histories import show_history
from app.queries.libraries import read_library
from app.queries.moments import get_version_then
from app.records.revisions import Revision
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/guideline")
At = Annotated[CodeText, Query()]
Version = Annotated[VersionText, Query()]


@router.get("")
async def read_guideline(
    request: Request, caller: Reader, at: At = "", as_of: ShortText = ""
) -> Response:
    """The guideline in force, or how to begin one. With `as_of`, the way to what was in force."""
    if as_of:
        version = await caller.read(get_version_then, as_of)
        return see_other(request, f"/projects/{caller.slug}/guideline/versions/{version}")
    title = say("Guideline")
    return await show(request, caller, "guideline/show.html", title, show_guideline, "", at)


@router.get("/versions/{version}")
async def read_version(
    request: Request, caller: Reader, version: VersionText, at: At = ""
) -> Response:
    """The guideline as it was published."""
    title = say("Guideline %(version)s", version=version)
    return await show(request, caller, "guideline/show.html", title, show_guideline, version, at)


@router.get("/compare")
async def compare(
    request: Request,
    caller: Reader,
    before: Annotated[VersionText, Query(alias="from")] = "",
    after: Annotated[VersionText, Query(alias="to")] = "",
    whole: bool = False,
    at: At = "",
) -> Response:
    """Two versions, clause by clause; for staff, drafts too."""
    title = say("Compare versions")
    template = "guideline/compare.html"
    return await show(request, caller, template, title, show_compare, before, after, whole, at)


@router.get("/clauses")
async def search_clauses(
    request: Request, caller: Reader, q: Annotated[ShortText, Query(max_length=200)] = ""
) -> Response:
    """The clauses beside the work; without htmx, on a page of their own."""
    if is_htmx(request):
        return await fragment(caller, "guideline/_clauses.html", "clauses", show_clauses, q)
    return await show(request, caller, "guideline/search.html", say("Clauses"), show_clauses, q)


@router.get("/clauses/{code}")
async def read_history(
    request: Request, caller: Reader, code: CodeText, version: Version = ""
) -> Response:
    """Why a clause exists, and what it says in a version: an address that always says the same."""
    template = "guideline/history.html"
    return await show(
        request, caller, template, say("Why %(code)s?", code=code), show_history, code, version
    )


@router.get("/markdown")
async def export_markdown(caller: Reader, version: Version = "") -> Response:
    """The guideline as a Markdown file with clause ids."""
    name, markdown = await caller.read(get_markdown, version)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(markdown, media_type="text/markdown; charset=utf-8", headers=headers)


@router.get("/import")
async def ask_for_file(request: Request, caller: Manager) -> Response:
    """A form for a new text of the guideline."""
    return await show(request, caller, "guideline/import.html", say("Import"), _blank)


@router.post("/import")
async def import_file(
    request: Request,
    caller: Manager,
    markdown: Annotated[DocumentText, Form()] = "",
    name: Annotated[ShortText, Form()] = "",
    library: Annotated[ShortText, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """A file, a pasted text, or one of the library becomes a draft."""

    def act(db: Session, actor: Actor, text: str, outline: Document | None) -> Revision:
        return import_guideline(db, actor, markdown=text, name=name, outline=outline)

    try:
        text = await _given(markdown, library, file)
        draft = await caller.write(act, text, await read_outline(caller, text))
    except Refused as refused:
        if is_htmx(request) or refused.status in (403, 404):
            raise
        template, title = "guideline/import.html", say("Import")
        typed = {"markdown": markdown, "name": name, "problem": refused.message}
        page = await show(request, caller, template, title, lambda db, actor: typed)
        return HTMLResponse(page.body, refused.status)
    return see_other(request, f"/projects/{caller.slug}/drafts/{draft.number}")


async def _given(markdown: str, library: str, file: UploadFile | None) -> str:
    """The text that was chosen: a file before a name from the library before what was pasted."""
    if file is not None and file.filename:
        raw = await file.read(DOCUMENT_BYTES + 1)
        if len(raw) > DOCUMENT_BYTES:
            raise TooLarge(
                say(
                    "A guideline file has at most %(most)s bytes.",
                    most=f"{DOCUMENT_BYTES:,}",
                )
            )
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(say("This file is not UTF-8 text. Save it as UTF-8."), "file") from None
    return read_library(library) if library else markdown


def _blank(db: Session, actor: Actor) -> dict[str, str]:
    return {"markdown": "", "name": "", "problem": ""}
