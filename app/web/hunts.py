"""A draft's hunt in the browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app.actions.hunts import judge_round
from app.domain.hunts import SAMPLE
from app.domain.inputs import MOST_ORDINAL, Id
from app.errors import Invalid
from app.gate.caller import Manager, Number, Reader
from app.gate.fields import read_fields
from app.gate.hunts import hunts
from app.languages import say
from app.pages.hunts import show_hunt
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/hunt")
ANSWERS = {"yes": True, "no": False}


@router.get("")
async def read_hunt(
    request: Request,
    caller: Reader,
    number: Number,
    again: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """The hunt and the batch that waits, or one of one's own to be judged `again`."""
    title, template = say("Find what is affected"), "hunts/show.html"
    return await show(request, caller, template, title, show_hunt, number, again=again)


@router.post("")
async def draw(request: Request, caller: Manager, number: Number) -> Response:
    """Draw the next batch."""
    await hunts(request).draw(caller, number)
    return see_other(request, _place(caller.slug, number))


@router.post("/sample")
async def sample(request: Request, caller: Manager, number: Number) -> Response:
    """Draw a batch from inside the scope, to see how much of it is affected."""
    await hunts(request).sample(caller, number)
    return see_other(request, _place(caller.slug, number))


@router.post("/rounds/{round_number}")
async def judge(request: Request, caller: Manager, number: Number, round_number: Id) -> Response:
    """Judge a batch, and draw the next one."""
    judgements = {
        name.removeprefix("task:"): ANSWERS[values[-1]]
        for name, values in (await read_fields(request)).items()
        if name.startswith("task:") and values[-1] in ANSWERS
    }
    try:
        batch = await caller.write(judge_round, number, round_number, judgements=judgements)
    except Invalid as wrong:
        template, title = "hunts/show.html", say("Not saved")
        about = number, judgements, wrong.message, round_number
        page = await show(request, caller, template, title, show_hunt, *about)
        return HTMLResponse(page.body, wrong.status)
    if batch.kind == SAMPLE:  # it was judged for the scope's sake
        return see_other(request, f"/projects/{caller.slug}/drafts/{number}/scope")
    await hunts(request).draw(caller, number)
    return see_other(request, _place(caller.slug, number))


def _place(slug: str, number: int) -> str:
    return f"/projects/{slug}/drafts/{number}/hunt"
