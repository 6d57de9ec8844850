"""Reading a revision and answering its check in the browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, Response

from app.actions.checks import answer_check
from app.domain.inputs import Id
from app.errors import Conflict, Invalid
from app.gate.caller import Number, Reader
from app.languages import say
from app.pages.readings import show_reading
from app.web.answers import see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}/revisions/{number}")
TEMPLATE = "readings/show.html"


class AnswerForm(ChosenForm):
    """An answer to the case that was asked."""

    case: Id
    round: Id


@router.get("/reading")
async def read(
    request: Request, caller: Reader, number: Number, answered: Annotated[Id | None, Query()] = None
) -> Response:
    """What changed, why, who asked; then its check, one case at a time."""
    title = say("What changed")
    return await show(request, caller, TEMPLATE, title, show_reading, number, answered)


@router.post("/check")
async def answer(
    request: Request, caller: Reader, number: Number, form: Annotated[AnswerForm, Form()]
) -> Response:
    """Answer a case: what came of it, and the next one. A form that was sent twice, or is older
    than what is asked now, changes nothing."""
    here = f"/projects/{caller.slug}/revisions/{number}/reading"
    try:
        given = await caller.write(
            answer_check, number, case_id=form.case, round=form.round, answer=form.raw
        )
    except Conflict:
        return see_other(request, here)
    except Invalid as wrong:
        page = await show(
            request, caller, TEMPLATE, say("Not saved"), show_reading, number, problem=wrong.message
        )
        return HTMLResponse(page.body, wrong.status)
    return see_other(request, f"{here}?answered={given.id}#check")
