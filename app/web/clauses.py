"""A draft's clauses in the browser: the editor with its preview, adding, moving, ending."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import clauses
from app.domain.documents import Clause
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText
from app.errors import Conflict, Invalid, Refused
from app.gate.caller import Caller, Manager, Number
from app.languages import say
from app.pages.editors import show_addition, show_editor, show_preview
from app.records.revisions import Revision
from app.web.answers import fragment, is_htmx, see_other, show
from app.web.drafts import Edition, act

router = APIRouter(prefix="/projects/{slug}/drafts/{number}")
Code = Annotated[CodeText, Form()]
Kind = Annotated[str, Form(pattern="^(heading|rule|text)$")]
TEMPLATE = "drafts/editor.html"


@router.get("/clauses/{code}")
async def edit(request: Request, caller: Manager, number: Number, code: CodeText) -> Response:
    """The editor of one clause."""
    return await show(
        request, caller, TEMPLATE, say("Edit %(code)s", code=code), show_editor, number, code
    )


@router.post("/clauses/{code}")
async def save(
    request: Request,
    caller: Manager,
    number: Number,
    code: CodeText,
    edition: Edition,
    text: Annotated[BodyText, Form()],
    seen: Annotated[BodyText | None, Form()] = None,
) -> Response:
    """Save a clause; after a conflict the editor shows both texts, nothing typed is lost."""
    sent = _lines(text)
    start = _lines(seen) if seen is not None else None
    try:
        await caller.write(
            clauses.edit_clause, number, edition=edition, code=code, text=sent, seen=start
        )
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        typed = {"text": sent, "problem": refused.message}
        page = await show(
            request, caller, TEMPLATE, say("Not saved"), show_editor, number, code, typed
        )
        return HTMLResponse(page.body, refused.status)
    return _back(request, caller, number, code)


@router.post("/preview")
async def preview(
    caller: Manager,
    number: Number,
    text: Annotated[BodyText, Form()] = "",
    code: Code = "",
    kind: Kind = "rule",
) -> Response:
    """What is being typed, as it would look, and what it changes. Writes nothing."""
    words = (number, code, kind, _lines(text))
    return await fragment(caller, "drafts/_preview.html", "preview", show_preview, *words)


@router.get("/addition")
async def ask_for_clause(
    request: Request,
    caller: Manager,
    number: Number,
    after: Annotated[CodeText, Query()] = "",
    kind: Annotated[str, Query(pattern="^(heading|rule|text)$")] = "rule",
) -> Response:
    """The editor of a new clause."""
    return await show(
        request, caller, TEMPLATE, say("New clause"), show_addition, number, after, kind
    )


@router.post("/clauses")
async def add(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Edition,
    text: Annotated[BodyText, Form()],
    kind: Kind = "rule",
    level: Annotated[int, Form(ge=0, le=12)] = 1,
    after: Code = "",
) -> Response:
    """Add a clause."""
    clause = Clause("", None, level, kind, _lines(text))

    def write(db: Session, actor: Actor) -> Revision:
        behind = after or None
        return clauses.add_clause(db, actor, number, edition=edition, after=behind, clause=clause)

    try:
        await caller.write(write)
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        typed = {"text": clause.text, "problem": refused.message}
        return await _show_again(request, caller, refused, (number, after, kind, typed))
    return _back(request, caller, number, "")


@router.post("/clauses/{code}/ending")
async def end(
    request: Request, caller: Manager, number: Number, code: CodeText, edition: Edition
) -> Response:
    """Take a clause out."""
    return await act(
        request, caller, number, clauses.end_clause, anchor=code, edition=edition, code=code
    )


@router.post("/clauses/{code}/restoring")
async def restore(
    request: Request, caller: Manager, number: Number, code: CodeText, edition: Edition
) -> Response:
    """Undo what the draft does to a clause."""
    return await act(request, caller, number, clauses.restore_clause, edition=edition, code=code)


@router.post("/clauses/{code}/place")
async def move(
    request: Request,
    caller: Manager,
    number: Number,
    code: CodeText,
    edition: Edition,
    after: Code = "",
) -> Response:
    """Move a clause behind another one."""
    kw: dict[str, Any] = {"edition": edition, "code": code, "after": after.strip() or None}
    return await act(request, caller, number, clauses.move_clause, anchor=code, **kw)


async def _show_again(
    request: Request,
    caller: Caller,
    refused: Refused,
    given: tuple[int, str, str, dict[str, str]],
) -> Response:
    page = await show(request, caller, TEMPLATE, say("Not saved"), show_addition, *given)
    return HTMLResponse(page.body, refused.status)


def _back(request: Request, caller: Caller, number: int, code: str) -> Response:
    hash = f"#change-{code}" if code else ""
    return see_other(request, f"/projects/{caller.slug}/drafts/{number}{hash}")


def _lines(text: str) -> str:
    """Browsers send line ends as CRLF; the text keeps none."""
    return text.replace("\r\n", "\n")
