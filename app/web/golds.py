"""What becomes of trusted answers that a draft contradicts, in the browser."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.actions.gold_keys import choose_golds
from app.errors import Conflict, Invalid
from app.gate.caller import Manager, Number
from app.gate.fields import read_fields
from app.languages import say
from app.pages.golds import show_golds
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/golds")
TEMPLATE, PAGE = "scopes/_golds.html", "scopes/golds.html"


@router.get("")
async def read_golds(request: Request, caller: Manager, number: Number) -> Response:
    """Those trusted answers: a part of the preview, or a page of its own."""
    if is_htmx(request):
        return await fragment(caller, TEMPLATE, "golds", show_golds, number)
    title = say("Trusted answers it contradicts")
    return await show(request, caller, PAGE, title, show_golds, number)


@router.post("")
async def choose(request: Request, caller: Manager, number: Number) -> Response:
    """Say what becomes of them: of each by `how:TASK` and `reason:TASK`, of the others by `rest`.
    What cannot be kept comes back as it was typed."""
    typed = {name: values[-1] for name, values in (await read_fields(request)).items()}
    choices = {
        name.removeprefix("how:"): (how, typed.get(f"reason:{name.removeprefix('how:')}", ""))
        for name, how in typed.items()
        if name.startswith("how:") and how
    }
    rest = (typed["rest"], typed.get("reason", "")) if typed.get("rest") else None
    try:
        await caller.write(choose_golds, number, choices=choices, rest=rest)
    except (Invalid, Conflict) as wrong:
        told = typed, wrong.message
        if is_htmx(request):
            part = await fragment(caller, TEMPLATE, "golds", show_golds, number, *told)
        else:
            title = say("Not saved")
            part = await show(request, caller, PAGE, title, show_golds, number, *told)
        return HTMLResponse(part.body, wrong.status)
    if is_htmx(request):
        return await fragment(caller, TEMPLATE, "golds", show_golds, number)
    return see_other(request, f"/projects/{caller.slug}/drafts/{number}/golds")
