"""Cases over the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import cases
from app.domain.inputs import JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, ShortText, VersionText
from app.gate.caller import Manager, Number, Reader
from app.pages.cases import CaseView, page_cases, show_cases_of_version, view_cases
from app.pages.listings import Listing
from app.queries.cases import list_rows

router = APIRouter(prefix="/projects/{slug}/cases", tags=["guideline"])


class NewCase(BaseModel):
    """A task (its external id or key) or an invented example, with the answer expected of it."""

    clause: CodeText = Field(examples=["c4"])
    value: JsonValue = Field(examples=["hateful"])
    example: BodyText = ""
    task: ShortText | None = None


@router.get("")
async def list_cases(
    caller: Reader,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    version: Annotated[VersionText | None, Query(examples=["2.0.0"])] = None,
) -> Listing[CaseView]:
    """Cases that you may know, oldest first; `next` goes into `after`. Of a `version`: all that it
    was held against, each with the answer expected of it then."""
    if version is not None:
        return await caller.read(show_cases_of_version, version)
    return await caller.read(page_cases, after)


@router.post("", status_code=201, response_model=CaseView)
async def add_case(caller: Manager, request: Request, body: NewCase) -> Response:
    """Hold a clause against a case."""

    def act(db: Session, actor: Actor) -> CaseView:
        kw = {"code": body.clause, "value": body.value, "example": body.example}
        case = cases.add_case(db, actor, **kw, task_key=body.task)
        return view_cases(db, actor.project_id, list_rows(db, actor.project_id, case.id or 0))[0]

    return await caller.reply(request, act)


@router.delete("/{number}", status_code=204)
async def remove_case(caller: Manager, request: Request, number: Number) -> Response:
    """Take a case away."""
    return await caller.reply(request, cases.remove_case, number)
