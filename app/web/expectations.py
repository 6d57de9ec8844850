"""The cases of a draft in the browser, and why a change is substantive that no case shows."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from app.actions.drafts import edit_about
from app.actions.expectations import NewCase, add_draft_case, expect_answer, keep_case
from app.domain.inputs import Id
from app.domain.texts import BodyText, CodeText, ShortText
from app.gate.caller import Manager, Number
from app.web.drafts import Edition, act

router = APIRouter(prefix="/projects/{slug}/drafts/{number}")


class CaseForm(BaseModel):
    """A new case as its form sends it."""

    model_config = ConfigDict(extra="ignore")

    edition: Edition
    code: CodeText
    value: BodyText
    before: BodyText = ""
    example: BodyText = ""
    task: ShortText = ""


@router.post("/cases")
async def add_case(
    request: Request, caller: Manager, number: Number, form: Annotated[CaseForm, Form()]
) -> Response:
    """Hold the draft against a new case."""
    example, task_key = form.example.replace("\r\n", "\n"), form.task.strip() or None
    new = NewCase(form.code, form.value, form.before or None, example, task_key)
    kw: dict[str, Any] = {"edition": form.edition, "new": new, "typed": form.model_dump()}
    return await act(request, caller, number, add_draft_case, **kw)


@router.post("/cases/{case_id}/expectation")
async def expect(
    request: Request,
    caller: Manager,
    number: Number,
    case_id: Id,
    edition: Edition,
    value: Annotated[BodyText, Form()],
) -> Response:
    """Say what is expected of a case under the draft."""
    kw: dict[str, Any] = {"case_id": case_id, "edition": edition, "value": value}
    return await act(request, caller, number, expect_answer, **kw)


@router.post("/cases/{case_id}/retirement")
async def retire(
    request: Request, caller: Manager, number: Number, case_id: Id, edition: Edition
) -> Response:
    """Hold the draft against it no more."""
    kw: dict[str, Any] = {"case_id": case_id, "edition": edition, "value": None}
    return await act(request, caller, number, expect_answer, **kw)


@router.post("/cases/{case_id}/restoring")
async def restore(
    request: Request, caller: Manager, number: Number, case_id: Id, edition: Edition
) -> Response:
    """Undo what the draft does to a case."""
    return await act(request, caller, number, keep_case, case_id=case_id, edition=edition)


@router.post("/explanation")
async def explain(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Edition,
    unmoved: Annotated[BodyText, Form()] = "",
) -> Response:
    """Say why it is substantive though no case moves."""
    typed = {"unmoved": unmoved.replace("\r\n", "\n")}
    return await act(request, caller, number, edit_about, typed=typed, edition=edition, **typed)
