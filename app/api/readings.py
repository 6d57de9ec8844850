"""Reading a revision and answering its check over the API."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.checks import answer_check
from app.domain.inputs import Id, JsonValue
from app.domain.roles import Actor
from app.gate.caller import Number, Reader
from app.pages.readings import ReadingPage, show_reading

router = APIRouter(prefix="/projects/{slug}/revisions/{number}", tags=["revisions"])


class CaseAnswer(BaseModel):
    """Your answer to the case that is asked, in the round that you were told."""

    case: Id
    round: Id
    answer: JsonValue = Field(examples=["hateful"])


@router.get("/reading")
async def read_reading(caller: Reader, number: Number) -> ReadingPage:
    """What changed and why, how far you are with reading it, and the case that its check asks you
    now. For staff: who has read it, and which cases were got wrong."""
    return await caller.read(show_reading, number)


@router.post("/check", status_code=201, response_model=ReadingPage)
async def answer(caller: Reader, request: Request, number: Number, body: CaseAnswer) -> Response:
    """Answer that case: `answered` says whether it was right, and if not what holds; `check` is the
    next one, and null once you have passed."""

    def act(db: Session, actor: Actor) -> ReadingPage:
        given = answer_check(
            db, actor, number, case_id=body.case, round=body.round, answer=body.answer
        )
        return show_reading(db, actor, number, given.id)

    return await caller.reply(request, act)
