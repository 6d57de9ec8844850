"""Calibration sessions over the API."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.calibrations import (
    NewSession,
    answer_calibration,
    end_calibration,
    note_decision,
    open_calibration,
    reveal_answers,
)
from app.domain.calibrations import MOST_PEOPLE, MOST_TASKS, USUAL_TASKS
from app.domain.inputs import Id, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Labeler, Manager, Number, Reader
from app.pages.calibrations import (
    CalibrationPage,
    SessionsPage,
    show_calibration,
    show_sessions,
)

router = APIRouter(prefix="/projects/{slug}/calibrations", tags=["calibrations"])
Place = Annotated[int | None, Query(ge=1, le=MOST_TASKS)]


class NewCalibration(BaseModel):
    """Who judges what: the most `disputed` tasks, those that hold `words`, or by `hand` those of
    the external ids in `names`."""

    title: ShortText
    people: list[Id] = Field(max_length=MOST_PEOPLE)
    way: Literal["disputed", "words", "hand"] = "disputed"
    tasks: int = Field(default=USUAL_TASKS, ge=1, le=MOST_TASKS)
    words: ShortText = ""
    names: list[ShortText] = Field(default=[], max_length=MOST_TASKS)


class Judgement(BaseModel):
    """An answer; `comment` says why, for those who take part."""

    answer: JsonValue = Field(examples=["hateful", ["a", "b"], 4])
    comment: BodyText = ""


class Reveal(BaseModel):
    """Which task; none: all."""

    place: int | None = Field(default=None, ge=1, le=MOST_TASKS)


class Decision(BaseModel):
    """What they came to."""

    words: BodyText


@router.get("")
async def list_all(caller: Reader) -> SessionsPage:
    """The sessions: all for the staff, else those that you take part in."""
    return await caller.read(show_sessions)


@router.post("", status_code=201, response_model=CalibrationPage)
async def open_one(caller: Manager, request: Request, body: NewCalibration) -> Response:
    """Open a session. What is judged in it is given to none of its people as work afterwards."""

    def act(db: Session, actor: Actor) -> CalibrationPage:
        made = open_calibration(db, actor, NewSession(**body.model_dump()))
        return show_calibration(db, actor, made.number)

    return await caller.reply(request, act)


@router.get("/{number}")
async def read(caller: Reader, number: Number, at: Place = None) -> CalibrationPage:
    """A session at one of its tasks. Others' answers are in it once they were revealed."""
    return await caller.read(show_calibration, number, at)


@router.put("/{number}/answers/{place}", status_code=201, response_model=CalibrationPage)
async def answer(
    caller: Labeler, request: Request, number: Number, place: Number, body: Judgement
) -> Response:
    """Judge a task, or after the reveal revise what you said. No label comes of it."""

    def act(db: Session, actor: Actor) -> CalibrationPage:
        answer_calibration(db, actor, number, place, raw=body.answer, comment=body.comment)
        return show_calibration(db, actor, number, place)

    return await caller.reply(request, act)


@router.post("/{number}/reveal", status_code=201, response_model=CalibrationPage)
async def reveal(caller: Manager, request: Request, number: Number, body: Reveal) -> Response:
    """Show the answers to one task, or to all."""

    def act(db: Session, actor: Actor) -> CalibrationPage:
        reveal_answers(db, actor, number, place=body.place)
        return show_calibration(db, actor, number, body.place)

    return await caller.reply(request, act)


@router.put("/{number}/decisions/{place}", status_code=201, response_model=CalibrationPage)
async def decide(
    caller: Manager, request: Request, number: Number, place: Number, body: Decision
) -> Response:
    """Note what they came to on a task that was revealed."""

    def act(db: Session, actor: Actor) -> CalibrationPage:
        note_decision(db, actor, number, place, words=body.words)
        return show_calibration(db, actor, number, place)

    return await caller.reply(request, act)


@router.post("/{number}/end", status_code=201, response_model=CalibrationPage)
async def end(caller: Manager, request: Request, number: Number) -> Response:
    """End a session."""

    def act(db: Session, actor: Actor) -> CalibrationPage:
        end_calibration(db, actor, number)
        return show_calibration(db, actor, number)

    return await caller.reply(request, act)
