"""A project's settings in the browser."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from app.actions.projects import archive_project, change_project
from app.domain.texts import ShortText
from app.errors import Forbidden, NotFound, Refused
from app.gate.caller import Caller, Manager, Reader
from app.gate.fields import read_fields
from app.languages import say
from app.pages.answer_forms import read_answers
from app.pages.project_forms import YES_OR_NO, read_terms
from app.pages.projects import AnswersForm
from app.pages.settings import show_settings
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/settings")


@router.get("")
async def show_all(request: Request, caller: Reader) -> Response:
    """The settings."""
    return await show(request, caller, "settings/show.html", say("Settings"), show_settings)


@router.post("")
async def change(request: Request, caller: Manager) -> Response:
    """Change the terms that were sent; what cannot be right comes back as it was typed."""
    fields = await read_fields(request)
    terms, errors = read_terms(fields)
    typed: dict[str, Any] = {name: values[0] for name, values in fields.items() if values}
    for name in YES_OR_NO & set(typed):
        typed[name] = typed[name] == "yes"
    if errors:
        return await _again(request, caller, 422, errors, typed=typed)
    terms.pop("slug", None)
    return await _change(request, caller, terms, typed=typed)


@router.post("/answers")
async def change_answers(request: Request, caller: Manager) -> Response:
    """Change what can be answered, as far as the labels already made allow."""
    raw, answers, wrong = read_answers(await read_fields(request))
    if raw is None:
        return await _again(request, caller, 422, {"answers": wrong}, answers)
    return await _change(request, caller, {"answers": raw}, answers)


@router.post("/archive")
async def archive(
    request: Request, caller: Manager, archived: Annotated[ShortText, Form()] = "yes"
) -> Response:
    """Put the project away, or take it out again."""
    await caller.write(archive_project, archived=archived == "yes")
    return see_other(request, f"/projects/{caller.slug}/settings")


async def _change(
    request: Request,
    caller: Caller,
    terms: dict[str, Any],
    answers: AnswersForm | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    try:
        await caller.write(change_project, **terms)
    except (NotFound, Forbidden):
        raise
    except Refused as why:
        errors = {str(why.detail.get("field", "")): why.message}
        return await _again(request, caller, why.status, errors, answers, typed)
    return see_other(request, f"/projects/{caller.slug}/settings")


async def _again(
    request: Request,
    caller: Caller,
    status: int,
    errors: dict[str, str],
    answers: AnswersForm | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    told = await show(
        request,
        caller,
        "settings/show.html",
        say("Settings"),
        show_settings,
        answers,
        typed,
        errors,
    )
    return HTMLResponse(told.body, status)
