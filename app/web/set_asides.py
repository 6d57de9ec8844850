"""Setting a person's labels aside in the browser."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.actions.set_asides import return_labels, set_labels_aside
from app.domain.inputs import Emptied
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number
from app.languages import say
from app.pages.set_asides import begin_of, show_preview
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/people/{member_id}/set-asides")
Day = Annotated[date | None, Emptied]


class SetAsideForm(BaseModel):
    """Since when labels are set aside, and why: they read it."""

    since: Day = None
    reason: ShortText = ""


class ReturnForm(BaseModel):
    """Why labels come back."""

    reason: ShortText = ""


@router.get("/new")
async def read_preview(
    request: Request, caller: Manager, member_id: Number, since: Annotated[Day, Query()] = None
) -> Response:
    """How many labels it would be."""
    template, title = "set_asides/new.html", say("Set labels aside")
    return await show(request, caller, template, title, show_preview, member_id, since)


@router.post("")
async def begin(
    request: Request, caller: Manager, member_id: Number, form: Annotated[SetAsideForm, Form()]
) -> Response:
    """Set them aside."""
    since = begin_of(form.since)
    await caller.write(set_labels_aside, member_id, since=since, reason=form.reason)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/{number}/return")
async def bring_back(
    request: Request,
    caller: Manager,
    member_id: Number,
    number: Number,
    form: Annotated[ReturnForm, Form()],
) -> Response:
    """Let them count again."""
    await caller.write(return_labels, number, reason=form.reason)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")
