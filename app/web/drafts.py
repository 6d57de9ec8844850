"""Drafts in the browser: the list, the review, and what is done to a draft as a whole."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import approvals, clauses, drafts
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, DocumentText, ShortText
from app.errors import Conflict, Invalid, Refused
from app.gate.caller import Caller, Manager, Number, Reader
from app.gate.fields import read_fields
from app.languages import say
from app.pages.draft_rows import show_drafts
from app.pages.drafts import show_draft
from app.pages.editors import show_about, show_manuscript, show_rebase, show_source
from app.web.answers import is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/drafts")
Edition = Annotated[int, Form(ge=1, le=MOST_ORDINAL)]


@router.get("")
async def list_drafts(
    request: Request,
    caller: Reader,
    before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """The open drafts."""
    return await show(request, caller, "drafts/list.html", say("Drafts"), show_drafts, before)


@router.post("")
async def open_draft(
    request: Request, caller: Manager, title: Annotated[ShortText, Form()] = ""
) -> Response:
    """Begin a draft over the guideline in force."""

    def act(db: Session, actor: Actor) -> int:
        return drafts.open_draft(db, actor, title=title or "New draft").number

    number = await caller.write(act)
    return see_other(request, f"/projects/{caller.slug}/drafts/{number}")


@router.get("/{number}")
async def read_draft(request: Request, caller: Reader, number: Number) -> Response:
    """A draft with its changes, cases and approvals."""
    return await show(
        request,
        caller,
        "drafts/show.html",
        say("Draft %(number)s", number=number),
        show_draft,
        number,
    )


@router.get("/{number}/document")
async def read_manuscript(
    request: Request, caller: Reader, number: Number, at: Annotated[CodeText, Query()] = ""
) -> Response:
    """The whole draft, with the tools that change it."""
    title, template = say("Draft %(number)s", number=number), "drafts/document.html"
    return await show(request, caller, template, title, show_manuscript, number, at)


@router.get("/{number}/markdown")
async def read_source(request: Request, caller: Reader, number: Number) -> Response:
    """The whole draft as one text."""
    title, template = say("Draft %(number)s", number=number), "drafts/markdown.html"
    return await show(request, caller, template, title, show_source, number)


@router.post("/{number}/markdown")
async def replace_source(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Edition,
    markdown: Annotated[DocumentText, Form()],
) -> Response:
    """Replace the whole text; after a conflict both texts are shown."""
    try:
        await caller.write(drafts.replace_document, number, edition=edition, markdown=markdown)
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        typed = {"markdown": markdown, "problem": refused.message}
        template = "drafts/markdown.html"
        page = await show(request, caller, template, say("Not saved"), show_source, number, typed)
        return HTMLResponse(page.body, refused.status)
    return see_other(request, _url(caller, number))


@router.get("/{number}/about")
async def read_about(request: Request, caller: Manager, number: Number) -> Response:
    """Title, summary and reason, to be edited."""
    title, template = say("Draft %(number)s", number=number), "drafts/about.html"
    return await show(request, caller, template, title, show_about, number)


@router.post("/{number}/about")
async def edit_about(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Edition,
    title: Annotated[BodyText, Form()] = "",
    summary: Annotated[BodyText, Form()] = "",
    rationale: Annotated[BodyText, Form()] = "",
) -> Response:
    """Title, summary for labelers, rationale."""
    texts = {
        name: text.replace("\r\n", "\n")
        for name, text in (("title", title), ("summary", summary), ("rationale", rationale))
    }
    try:
        await caller.write(drafts.edit_about, number, edition=edition, **texts)
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        typed, template = texts | {"problem": refused.message}, "drafts/about.html"
        page = await show(request, caller, template, say("Not saved"), show_about, number, typed)
        return HTMLResponse(page.body, refused.status)
    return see_other(request, _url(caller, number))


@router.post("/{number}/types")
async def type_changes(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Edition,
    code: Annotated[CodeText, Form()],
    type: Annotated[ShortText, Form(max_length=20)] = "",
    nature: Annotated[ShortText, Form(max_length=20)] = "",
) -> Response:
    """Say what one change is, or all of them ("*")."""
    types, natures = {code: type} if type else {}, {code: nature} if nature else {}
    kw: dict[str, Any] = {"edition": edition, "types": types, "natures": natures}
    return await act(request, caller, number, clauses.type_changes, anchor=code, **kw)


@router.post("/{number}/review")
async def request_review(
    request: Request, caller: Manager, number: Number, edition: Edition
) -> Response:
    """Ask others to review."""
    return await act(request, caller, number, approvals.request_review, edition=edition)


@router.post("/{number}/approval")
async def approve(request: Request, caller: Manager, number: Number, edition: Edition) -> Response:
    """Approve the edition that was read."""
    return await act(request, caller, number, approvals.approve_draft, edition=edition)


@router.post("/{number}/objection")
async def send_back(
    request: Request,
    caller: Reader,
    number: Number,
    edition: Edition,
    words: Annotated[BodyText, Form()] = "",
) -> Response:
    """Ask for changes in the edition that was read."""
    try:
        await caller.write(approvals.return_draft, number, edition=edition, words=words)
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        return await show_refused(request, caller, number, refused, words)
    return see_other(request, _url(caller, number))


@router.get("/{number}/base")
async def ask_to_rebase(request: Request, caller: Manager, number: Number) -> Response:
    """What overlaps with the guideline in force."""
    title, template = say("Update draft %(number)s", number=number), "drafts/rebase.html"
    return await show(request, caller, template, title, show_rebase, number)


@router.post("/{number}/base")
async def rebase(request: Request, caller: Manager, number: Number, edition: Edition) -> Response:
    """Put the draft onto the guideline in force; fields named side-CODE choose a text."""
    fields = await read_fields(request)
    sides = {
        name.removeprefix("side-"): values[-1]
        for name, values in fields.items()
        if name.startswith("side-")
    }
    try:
        await caller.write(drafts.rebase_draft, number, edition=edition, sides=sides)
    except Conflict as refused:
        if is_htmx(request) or "overlaps" not in refused.detail:
            raise
        return see_other(request, f"{_url(caller, number)}/base")
    return see_other(request, _url(caller, number))


@router.post("/{number}/discard")
async def discard(request: Request, caller: Manager, number: Number) -> Response:
    """Give the draft up."""
    await caller.write(drafts.discard_draft, number)
    return see_other(request, f"/projects/{caller.slug}/drafts")


async def act(
    request: Request,
    caller: Caller,
    number: int,
    action: Callable[..., Any],
    *,
    anchor: str = "",
    typed: Mapping[str, Any] | None = None,
    **kw: object,
) -> Response:
    """Do something to a draft and show it again; after a refusal what was `typed` comes back, with
    why."""
    try:
        await caller.write(action, number, **kw)
    except (Conflict, Invalid) as refused:
        if is_htmx(request):
            raise
        return await show_refused(request, caller, number, refused, typed=typed)
    hash = f"#change-{anchor}" if anchor and anchor != "*" else ""
    return see_other(request, _url(caller, number) + hash)


async def show_refused(
    request: Request,
    caller: Caller,
    number: int,
    refused: Refused,
    words: str = "",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """The draft as it is now, and why what was asked for was not done: in the form of what was
    typed, or above it all."""
    template, title = "drafts/show.html", say("Draft %(number)s", number=number)
    if typed:
        field = refused.detail.get("field", "")
        typed = {**typed, "errors": {field if field in typed else "": refused.message}}
    about = number, refused.message, words, typed
    page = await show(request, caller, template, title, show_draft, *about)
    return HTMLResponse(page.body, refused.status)


def _url(caller: Caller, number: int) -> str:
    return f"/projects/{caller.slug}/drafts/{number}"
