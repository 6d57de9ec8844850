"""One's own labels in the browser."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, Response

from app.actions.labels import correct_label
from app.domain.texts import ShortText
from app.errors import Conflict, NotFound
from app.gate.caller import Labeler
from app.languages import say
from app.pages.labels import show_own_label, show_own_labels, show_waiting_label
from app.web.answers import see_other, show
from app.web.desk import LabelForm

router = APIRouter(prefix="/projects/{slug}")


@router.get("/labels")
async def read_labels(
    request: Request,
    caller: Labeler,
    words: Annotated[ShortText, Query()] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """My earlier labels, searched by the words of their tasks."""
    return await show(
        request, caller, "labels/show.html", say("My labels"), show_own_labels, words, before
    )


@router.get("/labels/{task}")
async def read_label(request: Request, caller: Labeler, task: UUID) -> Response:
    """One of my labels, with its correction form; while it waits to be made again, no more than
    that it does."""
    try:
        return await show(request, caller, "labels/one.html", say("My label"), show_own_label, task)
    except NotFound:
        title = say("To be made again")
        return await show(request, caller, "labels/waiting.html", title, show_waiting_label, task)


@router.post("/labels/{task}")
async def correct(
    request: Request, caller: Labeler, task: UUID, form: Annotated[LabelForm, Form()]
) -> Response:
    """Replace my label; the old one stays in its history. If the guideline changed meanwhile, the
    form comes back with what was chosen, to be confirmed."""
    try:
        await caller.write(correct_label, task, form.given())
    except Conflict as overtaken:
        if "revision" not in overtaken.detail:
            raise
        sent = form.model_dump()
        template, title = "labels/one.html", say("Not saved yet")
        page = await show(request, caller, template, title, show_own_label, task, sent)
        return HTMLResponse(page.body, 409)
    return see_other(request, f"/projects/{caller.slug}/labels/{task}")
