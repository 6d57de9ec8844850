"""Deciding single tasks over the API."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.adjudications import adjudicate_task, withdraw_adjudication
from app.domain.inputs import JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Reader, Talker
from app.gate.figures import figures
from app.pages.adjudications import (
    AdjudicationsView,
    need_adjudicator,
    show_adjudications,
)
from app.pages.verdicts import TaskDecision, view_decision
from app.queries.tasks import get_task

router = APIRouter(prefix="/projects/{slug}", tags=["quality"])


class Decision(BaseModel):
    """The answer that holds for one task whatever its votes, and why."""

    answer: JsonValue = Field(examples=["hateful"])
    reason: BodyText = ""


@router.get("/adjudications")
async def read_adjudications(request: Request, caller: Reader) -> AdjudicationsView:
    """The tasks that votes leave open, ties first, and what was decided lately; for staff."""
    await caller.read(need_adjudicator)
    standing = await figures(request).ask(caller.project_id, "contests")
    return await caller.read(show_adjudications, standing)


@router.put("/tasks/{task}/adjudication", status_code=201, response_model=TaskDecision)
async def adjudicate(caller: Talker, request: Request, task: UUID, body: Decision) -> Response:
    """Decide one task; for staff. Labels stay as they are; the consensus is what you say."""

    def decide(db: Session, actor: Actor) -> TaskDecision:
        adjudicate_task(db, actor, task, answer=body.answer, reason=body.reason)
        return view_decision(db, get_task(db, actor, task))

    return await caller.reply(request, decide)


@router.delete("/tasks/{task}/adjudication", status_code=204)
async def withdraw(caller: Talker, request: Request, task: UUID) -> Response:
    """Have the votes count again."""
    return await caller.reply(request, withdraw_adjudication, task)
