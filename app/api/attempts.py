"""Attempts at exams over the API: begun, answered one question at a time, handed in."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.attempts import answer_question, end_attempt, start_attempt
from app.domain.exams import MOST_QUESTIONS
from app.domain.inputs import JsonValue
from app.domain.roles import Actor
from app.gate.caller import Labeler, Number, Reader
from app.pages.attempts import AttemptPage, show_attempt

router = APIRouter(prefix="/projects/{slug}", tags=["exams"])


class NewAttempt(BaseModel):
    """How: an exam counts; practice is untimed and explains at once; a renewal asks only what a
    revision changed."""

    mode: Literal["exam", "practice", "renewal"] = "exam"


class AttemptAnswer(BaseModel):
    """An answer to one question."""

    answer: JsonValue = Field(examples=["hateful", ["a", "b"], 4])
    seconds: float | None = Field(default=None, ge=0, lt=10**7)


@router.post("/exams/{number}/attempts", status_code=201, response_model=AttemptPage)
async def start(caller: Labeler, request: Request, number: Number, body: NewAttempt) -> Response:
    """Begin, or go on with what you have begun. The clock is the server's."""

    def act(db: Session, actor: Actor) -> AttemptPage:
        return show_attempt(db, actor, start_attempt(db, actor, number, mode=body.mode).key)

    return await caller.reply(request, act)


@router.get("/attempts/{key}")
async def read_attempt(
    caller: Reader, key: UUID, at: Annotated[int | None, Query(ge=1, le=MOST_QUESTIONS)] = None
) -> AttemptPage:
    """Your attempt: `sitting` with its first open question (or that of a place) while it goes on,
    `result` with what is right, and which clause says so, once it is over."""
    return await caller.read(show_attempt, key, at)


@router.put("/attempts/{key}/answers/{place}", status_code=201, response_model=AttemptPage)
async def answer(
    caller: Labeler, request: Request, key: UUID, place: Number, body: AttemptAnswer
) -> Response:
    """Answer a question; the newest answer counts, in practice the first. After the end it is
    refused with 409, and what was answered before counts."""

    def act(db: Session, actor: Actor) -> AttemptPage:
        answer_question(db, actor, key, place, raw=body.answer, seconds=body.seconds)
        asked = show_attempt(db, actor, key)
        stays = asked.sitting is not None and asked.sitting.mode == "practice"
        return show_attempt(db, actor, key, place) if stays else asked

    return await caller.reply(request, act)


@router.post("/attempts/{key}/end", status_code=201, response_model=AttemptPage)
async def end(caller: Labeler, request: Request, key: UUID) -> Response:
    """Hand in; what is not answered counts as wrong."""

    def act(db: Session, actor: Actor) -> AttemptPage:
        end_attempt(db, actor, key)
        return show_attempt(db, actor, key)

    return await caller.reply(request, act)
