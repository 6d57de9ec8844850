"""The front page of a project, and making one."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.actions.projects import make_project
from app.domain.roles import is_staff, may_label
from app.errors import Forbidden, Refused
from app.gate.caller import Caller, Reader, Somebody, Steward
from app.gate.fields import read_fields
from app.languages import say
from app.pages.answer_forms import read_answers, view_answers
from app.pages.project_forms import YES_OR_NO, read_terms
from app.pages.projects import AnswersForm, show_new_project, show_project
from app.web.answers import see_other
from app.web.outside import show_outside

router = APIRouter(prefix="/projects")


@router.get("/new")
async def new(request: Request, caller: Somebody) -> Response:
    """The form for a new project."""
    return await _form(request, caller, view_answers())


@router.post("")
async def make(request: Request, caller: Steward) -> Response:
    """Make a project, and see its first steps; what cannot be right comes back as it was typed."""
    fields = await read_fields(request)
    raw, answers, wrong = read_answers(fields)
    terms, errors = read_terms(fields)
    if raw is None or errors:
        errors |= {"answers": wrong} if wrong else {}
        return await _form(request, caller, answers, _typed(fields), errors, 422)
    try:
        project = await caller.write(make_project, **terms, answers=raw)
    except Forbidden:
        raise
    except Refused as why:
        errors = {str(why.detail.get("field", "")): why.message}
        return await _form(request, caller, answers, _typed(fields), errors, why.status)
    return see_other(request, f"/projects/{project.slug}/inbox")


@router.get("/{slug}")
async def enter(caller: Reader) -> Response:
    """Where one's work is: staff to the inbox, labelers to the desk, others to the guideline."""
    view = await caller.read(show_project)
    place = "inbox" if is_staff(view.role) else "desk" if may_label(view.role) else "guideline"
    return RedirectResponse(f"/projects/{caller.slug}/{place}", 303)


def _typed(fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was typed, to be shown again as it was."""
    return {name: values[0] for name, values in fields.items() if values} | {
        name: fields.get(name) == ["yes"] for name in YES_OR_NO
    }


async def _form(
    request: Request,
    caller: Caller,
    answers: AnswersForm,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    told = await show_outside(
        request,
        caller,
        "projects/new.html",
        say("New project"),
        show_new_project,
        answers,
        typed,
        errors,
    )
    return HTMLResponse(told.body, status)
