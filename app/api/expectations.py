"""The cases of a draft over the API: what each expects before and under it."""

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.expectations import NewCase, add_draft_case, expect_answer, keep_case
from app.api.drafts import Seen
from app.domain.inputs import Id, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.pages.expectations import HeldView, view_held
from app.queries.drafts import get_draft

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/cases", tags=["drafts"])


class AddedCase(Seen):
    """A task (its external id or key) or an invented example. `before`: what the guideline in force
    leads to; without it, it does not decide."""

    clause: CodeText = Field(examples=["c4"])
    value: JsonValue = Field(examples=["hateful"])
    before: JsonValue = None
    example: BodyText = ""
    task: ShortText | None = None


class Expected(Seen):
    """The answer that is expected under the draft; null retires the case."""

    value: JsonValue = Field(examples=["not-hateful"])


@router.get("")
async def list_cases(caller: Reader, number: Number) -> HeldView:
    """The cases that the draft is held against, those that move first."""
    return await caller.read(show_held, number)


@router.post("", status_code=201, response_model=HeldView)
async def add_case(caller: Manager, request: Request, number: Number, body: AddedCase) -> Response:
    """Hold the draft against a new case; it is a case of the guideline once that is published."""

    def run(db: Session, actor: Actor) -> HeldView:
        new = NewCase(body.clause, body.value, body.before, body.example, body.task)
        add_draft_case(db, actor, number, edition=body.edition, new=new)
        return show_held(db, actor, number)

    return await caller.reply(request, run)


@router.put("/{case_id}", status_code=201, response_model=HeldView)
async def expect(
    caller: Manager, request: Request, number: Number, case_id: Id, body: Expected
) -> Response:
    """Say what is expected of a case under the draft."""

    def run(db: Session, actor: Actor) -> HeldView:
        kw = {"edition": body.edition, "value": body.value}
        expect_answer(db, actor, number, case_id, **kw)
        return show_held(db, actor, number)

    return await caller.reply(request, run)


@router.post("/{case_id}/restoring", status_code=201, response_model=HeldView)
async def restore(
    caller: Manager, request: Request, number: Number, case_id: Id, body: Seen
) -> Response:
    """Undo what the draft does to a case; one that it added goes."""

    def run(db: Session, actor: Actor) -> HeldView:
        keep_case(db, actor, number, case_id, edition=body.edition)
        return show_held(db, actor, number)

    return await caller.reply(request, run)


def show_held(db: Session, actor: Actor, number: int) -> HeldView:
    """The cases of a draft, for staff."""
    return view_held(db, get_draft(db, actor, number))
