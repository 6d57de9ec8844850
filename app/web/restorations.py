"""Bringing labels back, in the browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import HTMLResponse, Response

from app.actions.restorations import begin_restoration
from app.actions.undone_rulings import undo_ruling
from app.domain.inputs import MOST_ORDINAL, Id
from app.domain.texts import BodyText
from app.errors import Conflict, Invalid
from app.gate.caller import Manager, Number, Reader
from app.languages import say
from app.pages.restorations import show_restorations
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}")


class RestorationForm(BaseModel):
    """As of which version labels go back, and why."""

    model_config = ConfigDict(extra="ignore")

    revision: Id
    corrections: bool = False
    reason: BodyText = ""


@router.get("/restorations")
async def read_restorations(
    request: Request,
    caller: Reader,
    revision: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
    corrections: bool = False,
) -> Response:
    """What went back, and with a version chosen what would."""
    title = say("Bring labels back")
    template = "restorations/show.html"
    return await show(request, caller, template, title, show_restorations, revision, corrections)


@router.post("/restorations")
async def restore(
    request: Request, caller: Manager, form: Annotated[RestorationForm, Form()]
) -> Response:
    """Let them go back; a refusal gives the form back as it was."""
    try:
        await caller.write(
            begin_restoration, form.revision, reason=form.reason, corrections=form.corrections
        )
    except (Invalid, Conflict) as wrong:
        page = await show(
            request,
            caller,
            "restorations/show.html",
            say("Nothing was moved"),
            show_restorations,
            form.revision,
            form.corrections,
            form.reason,
            wrong.message,
        )
        return HTMLResponse(page.body, wrong.status)
    return see_other(request, f"/projects/{caller.slug}/restorations")


@router.post("/rulings/{number}/undo")
async def undo(
    request: Request, caller: Manager, number: Number, reason: Annotated[BodyText, Form()]
) -> Response:
    """Take a ruling back with the labels that it flipped."""
    await caller.write(undo_ruling, number, reason=reason)
    return see_other(request, f"/projects/{caller.slug}/rulings/{number}")
