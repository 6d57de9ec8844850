"""Relabels in the browser: what they did, and leading them."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import HTMLResponse, Response

from app.actions import campaigns
from app.actions.extensions import extend_relabel
from app.domain.inputs import Id
from app.domain.texts import BodyText, DocumentText, ShortText
from app.errors import Invalid
from app.gate.caller import Manager, Number, Reader
from app.gate.effects import reckon_agreements
from app.gate.scopes import check_wider, find_lists
from app.languages import say
from app.pages.extensions import show_extension_form
from app.pages.relabels import show_relabel, show_relabels, show_report
from app.web.answers import fragment, see_other, show
from app.web.scopes import ScopeForm, find_mistakes

router = APIRouter(prefix="/projects/{slug}/relabels")


class Wider(ScopeForm):
    """What is added to a relabel, and why."""

    model_config = ConfigDict(extra="ignore")
    selection: DocumentText = ""
    reason: BodyText = ""


class Handover(BaseModel):
    """Whose labels are given to others."""

    member: Id


@router.get("")
async def read_relabels(request: Request, caller: Reader) -> Response:
    """All relabels."""
    return await show(request, caller, "relabels/show.html", say("Relabels"), show_relabels)


@router.get("/{number}")
async def read_relabel(request: Request, caller: Reader, number: Number) -> Response:
    """One relabel and its effect."""
    await reckon_agreements(caller, number)
    title = say("Relabel %(number)s", number=number)
    return await show(request, caller, "relabels/one.html", title, show_relabel, number)


@router.get("/{number}/figures")
async def read_figures(caller: Reader, number: Number) -> Response:
    """What it has done so far: the part of its page that follows."""
    await reckon_agreements(caller, number)
    return await fragment(caller, "relabels/_figures.html", "figures", show_relabel, number)


@router.get("/{number}/report")
async def read_report(
    request: Request, caller: Reader, number: Number, names: Annotated[bool, Query()] = False
) -> Response:
    """The effect as a report to print or to hand on; people's names only if they are asked for."""
    await reckon_agreements(caller, number)
    title = say("Effect of relabel %(number)s", number=number)
    return await show(request, caller, "relabels/report.html", title, show_report, number, names)


@router.post("/{number}/pause")
async def pause(
    request: Request, caller: Manager, number: Number, reason: Annotated[ShortText, Form()]
) -> Response:
    """Hand none of its labels out for now."""
    await caller.write(campaigns.pause_relabel, number, reason=reason)
    return see_other(request, f"/projects/{caller.slug}/relabels/{number}")


@router.post("/{number}/resumption")
async def resume(request: Request, caller: Manager, number: Number) -> Response:
    """Go on."""
    await caller.write(campaigns.resume_relabel, number)
    return see_other(request, f"/projects/{caller.slug}/relabels/{number}")


@router.post("/{number}/stop")
async def stop(
    request: Request, caller: Manager, number: Number, reason: Annotated[ShortText, Form()]
) -> Response:
    """End it early."""
    await caller.write(campaigns.stop_relabel, number, reason=reason)
    return see_other(request, f"/projects/{caller.slug}/relabels/{number}")


@router.post("/{number}/handover")
async def hand_over(
    request: Request, caller: Manager, number: Number, form: Annotated[Handover, Form()]
) -> Response:
    """Give somebody's labels to others."""
    await caller.write(campaigns.give_to_others, number, form.member)
    return see_other(request, f"/projects/{caller.slug}/relabels/{number}")


@router.get("/{number}/extension")
async def read_extension(request: Request, caller: Manager, number: Number) -> Response:
    """The form that makes a relabel wider."""
    title = say("Make relabel %(number)s wider", number=number)
    return await show(
        request, caller, "relabels/extension.html", title, show_extension_form, number
    )


@router.post("/{number}/extension")
async def extend(
    request: Request, caller: Manager, number: Number, form: Annotated[Wider, Form()]
) -> Response:
    """Add labels to a relabel; what cannot be right comes back as it was typed, every mistake at
    its field."""
    errors = await find_mistakes(caller, form, check_wider)
    try:
        campaigns.need_reason(form.reason)
        if not errors:
            raw = form.raw()
            lists = await find_lists(caller, raw)
            await caller.write(extend_relabel, number, raw, reason=form.reason, lists=lists)
    except Invalid as wrong:
        errors |= {wrong.field or "": wrong.message}
    if errors:
        template, title = "relabels/extension.html", say("Not saved")
        about = number, form.model_dump(), errors
        page = await show(request, caller, template, title, show_extension_form, *about)
        return HTMLResponse(page.body, Invalid.status)
    return see_other(request, f"/projects/{caller.slug}/relabels/{number}")
