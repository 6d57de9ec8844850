"""Imports in the browser: the form, the progress, the report."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from app.actions.imports import need_importer
from app.domain.imports import USUAL, ImportOptions, parse_options
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.errors import Invalid
from app.gate.caller import Importer, Reader
from app.gate.imports import Imports
from app.languages import say
from app.pages.frames import frame_project
from app.pages.imports import show_import, show_imports
from app.pages.render import render
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/imports")
PIECE = 1 << 18
NAMES = (
    *("kind", "format", "text_format", "zone", "guideline", "ignore", "create_annotators"),
    *("proxy", "direction"),
    *("model", "model_version"),
)
# the form as it is before anything was typed
EMPTY = dict.fromkeys([*NAMES, *(f"field_{name}" for kind in USUAL.values() for name in kind)], "")


@router.get("")
async def read_imports(
    request: Request,
    caller: Reader,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    kind: Annotated[ShortText, Query()] = "",
) -> Response:
    """What was imported, and the form for more; `kind`: what is chosen in it."""
    return await _page(request, caller, before, {"create_annotators": "on", "kind": kind}, "")


@router.post("")
async def import_file(request: Request, caller: Importer) -> Response:
    """Take in a file; its progress is on the page that this leads to."""
    imports: Imports = request.app.state.imports
    await caller.read(need_importer)  # before the file is read: it may be large
    async with request.form(max_files=1, max_fields=40) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise Invalid(say("Choose a file."), "file")
            options = _options(form)
            key, _ = await imports.begin(caller, options, file.filename, _pieces(file))
        except Invalid as why:
            page = await _page(request, caller, None, typed, why.message, why.field or "")
            page.status_code = why.status
            return page
    return see_other(request, f"/projects/{caller.slug}/imports/{key}")


@router.get("/{key}")
async def read_import(
    request: Request,
    caller: Reader,
    key: UUID,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """One import: how far it is, and which lines were not taken."""
    return await show(
        request, caller, "imports/report.html", say("Import"), show_import, key, after
    )


async def _page(
    request: Request,
    caller: Reader,
    before: int | None,
    typed: dict[str, str],
    wrong: str,
    field: str = "",
) -> HTMLResponse:
    """The list and the form, with what was typed and what was wrong with it."""
    settings = request.app.state.settings

    def build(db: Session, actor: Actor) -> str:
        nonce, path = request.state.nonce, request.url.path
        frame = frame_project(db, actor, say("Imports"), nonce=nonce, path=path, settings=settings)
        view = show_imports(db, actor, before)
        errors = {field: wrong} if wrong else {}
        told = {"page": frame.listening(view.topics), "view": view}
        return render("imports/show.html", told | {"typed": EMPTY | typed, "errors": errors})

    return HTMLResponse(await caller.read(build))


def _options(form: FormData) -> ImportOptions:
    raw = {name: value for name, value in form.items() if isinstance(value, str)}
    kind = raw.get("kind", "")
    named = {name: raw.get(f"field_{name}", "") for name in USUAL.get(kind, {})}
    return parse_options(
        {
            **{
                name: raw.get(name)
                for name in ("kind", "format", "zone", "guideline", "proxy", "direction")
            },
            **{name: raw.get(name) for name in ("model", "model_version")},
            "text_format": raw.get("text_format"),
            "fields": {name: column for name, column in named.items() if column},
            "ignore": [name for name in raw.get("ignore", "").splitlines() if name],
            "create_annotators": "create_annotators" in raw,
            "dry_run": raw.get("act") == "try",
        }
    )


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece
