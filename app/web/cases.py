"""Cases in the browser: what the clauses are held against."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.actions import cases
from app.domain.texts import BodyText, CodeText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.languages import say
from app.pages.cases import show_cases
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/cases")


@router.get("")
async def list_cases(
    request: Request, caller: Reader, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> Response:
    """The project's cases."""
    return await show(request, caller, "cases/list.html", say("Cases"), show_cases, after)


@router.post("")
async def add_case(
    request: Request,
    caller: Manager,
    code: Annotated[CodeText, Form()],
    value: Annotated[BodyText, Form()],
    example: Annotated[BodyText, Form()] = "",
    task: Annotated[ShortText, Form()] = "",
) -> Response:
    """Add an example, or a task by its external id."""
    kw = {"code": code, "value": value, "example": example}
    await caller.write(cases.add_case, **kw, task_key=task or None)
    return see_other(request, f"/projects/{caller.slug}/cases")


@router.post("/{number}/removal")
async def remove_case(request: Request, caller: Manager, number: Number) -> Response:
    """Take a case away."""
    await caller.write(cases.remove_case, number)
    return see_other(request, f"/projects/{caller.slug}/cases")
