"""Rulings over the API: make one on a question, read them, take one back."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import rulings
from app.clock import new_ordered_id
from app.domain.inputs import MOST_ORDINAL, JsonObject, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Number, Reader, Talker
from app.pages.rulings import (
    RulingPage,
    RulingsPage,
    RulingView,
    present_ruling,
    show_ruling,
    show_rulings,
)

router = APIRouter(prefix="/projects/{slug}", tags=["rulings"])


class NewRuling(BaseModel):
    """A ruling. `outcome`: change (the guideline will say it), differ or bad_task. `value`: the
    answer where `condition` holds. `cases`: objects with `value` and `task` (a key) or `example`;
    null takes the tasks that asked. `draft` false: no draft is opened for it."""

    key: UUID = Field(default_factory=new_ordered_id)
    outcome: Literal["change", "differ", "bad_task"]
    value: JsonValue = Field(default=None, examples=["non-hateful"])
    condition: BodyText = ""
    exceptions: BodyText = ""
    rationale: BodyText = Field(examples=["Quoting in order to reject is not hate speech."])
    authority: BodyText = ""
    clauses: list[ShortText] = []
    cases: list[JsonObject] | None = None
    draft: bool = True


class Withdrawal(BaseModel):
    """Why a ruling is taken back."""

    reason: BodyText


@router.post("/questions/{number}/ruling", status_code=201, response_model=RulingView)
async def make_ruling(
    caller: Talker, request: Request, number: Number, body: NewRuling
) -> Response:
    """Decide an open question."""

    def act(db: Session, actor: Actor) -> RulingView:
        ruling = rulings.make_ruling(
            db,
            actor,
            number,
            key=body.key,
            outcome=body.outcome,
            value=body.value,
            condition=body.condition,
            exceptions=body.exceptions,
            rationale=body.rationale,
            authority=body.authority,
            clauses=list(body.clauses),
            cases=body.cases,
            draft=body.draft,
        )
        return present_ruling(db, actor, ruling)

    return await caller.reply(request, act)


@router.get("/rulings")
async def read_rulings(
    caller: Reader,
    state: Literal["proposed", "in_force", "superseded", "withdrawn"] | None = None,
    before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> RulingsPage:
    """Rulings, newest first; what is only proposed is for staff."""
    return await caller.read(show_rulings, state, before)


@router.get("/rulings/{number}")
async def read_ruling(caller: Reader, number: Number) -> RulingPage:
    """One ruling with its cases."""
    return await caller.read(show_ruling, number)


@router.post("/rulings/{number}/withdrawal", status_code=201, response_model=RulingView)
async def withdraw_ruling(
    caller: Talker, request: Request, number: Number, body: Withdrawal
) -> Response:
    """Take a ruling back: its question is open again."""

    def act(db: Session, actor: Actor) -> RulingView:
        ruling = rulings.withdraw_ruling(db, actor, number, reason=body.reason)
        return present_ruling(db, actor, ruling)

    return await caller.reply(request, act)
