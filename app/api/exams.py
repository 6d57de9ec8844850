"""Exams over the API: made and led by the ML team, and what everybody may know of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.exams import Plan, allow_practice, close_exam, fill_exam, make_exam
from app.actions.qualifications import take_qualification
from app.domain.exams import (
    HIGHEST_MARK,
    LOWEST_MARK,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    MOST_PAUSE_HOURS,
    MOST_QUESTIONS,
)
from app.domain.inputs import Id
from app.domain.roles import Actor
from app.domain.texts import CodeText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.pages.exams import ExamPage, ExamsPage, show_exam, show_exams

router = APIRouter(prefix="/projects/{slug}/exams", tags=["exams"])
Many = Annotated[int, Field(ge=0, le=MOST_QUESTIONS)]


class NewExam(BaseModel):
    """An exam. `counts`: how many questions of each clause, by its code; "" is for trusted answers.
    `mark`: the share that the score's one-sided 95 % lower bound must reach. `holds`: whose work
    waits until they have passed. `practice`: whether its questions can be practised on."""

    title: ShortText = Field(examples=["Before you begin"])
    counts: dict[CodeText, Many] = Field(max_length=500, examples=[{"c2": 1}, {"": 1}])
    mark: float = Field(default=0.7, ge=LOWEST_MARK, le=HIGHEST_MARK)
    minutes: int = Field(default=30, ge=1, le=MOST_MINUTES)
    attempts: int = Field(default=3, ge=1, le=MOST_ATTEMPTS)
    pause_hours: int = Field(default=24, ge=0, le=MOST_PAUSE_HOURS)
    holds: Literal["nobody", "new", "all"] = "nobody"
    gives_role: bool = False
    gives_priority: bool = False
    practice: bool = True


class Practice(BaseModel):
    """Questions of an exam, and whether they may be practised on."""

    questions: list[Id] = Field(max_length=2000)
    allowed: bool


class Taking(BaseModel):
    """Why a qualification is taken back."""

    why: ShortText


@router.get("")
async def list_all(caller: Reader) -> ExamsPage:
    """The project's exams, newest first; closed ones for staff."""
    return await caller.read(show_exams)


@router.post("", status_code=201, response_model=ExamPage)
async def make(caller: Manager, request: Request, body: NewExam) -> Response:
    """Make an exam from the project's cases and trusted answers. A mark that no score can reach is
    refused; the reply says how many right answers it takes (`needed`)."""

    def act(db: Session, actor: Actor) -> ExamPage:
        return show_exam(db, actor, make_exam(db, actor, Plan(**body.model_dump())).number)

    return await caller.reply(request, act)


@router.get("/{number}")
async def read_exam(caller: Reader, number: Number) -> ExamPage:
    """An exam: `own` is how you stand with it; `led`, for the ML team alone, who has passed, its
    questions with their keys, and how hard they are."""
    return await caller.read(show_exam, number)


@router.post("/{number}/filling", status_code=201, response_model=ExamPage)
async def fill(caller: Manager, request: Request, number: Number) -> Response:
    """Take up the cases and trusted answers that have come since."""

    def act(db: Session, actor: Actor) -> ExamPage:
        fill_exam(db, actor, number)
        return show_exam(db, actor, number)

    return await caller.reply(request, act)


@router.post("/{number}/practice", status_code=201, response_model=ExamPage)
async def practise(caller: Manager, request: Request, number: Number, body: Practice) -> Response:
    """Say which questions may be practised on."""

    def act(db: Session, actor: Actor) -> ExamPage:
        allow_practice(db, actor, number, questions=body.questions, allowed=body.allowed)
        return show_exam(db, actor, number)

    return await caller.reply(request, act)


@router.post("/{number}/closing", status_code=201, response_model=ExamPage)
async def close(caller: Manager, request: Request, number: Number) -> Response:
    """Close an exam: nobody begins it, and nobody's work waits for it."""

    def act(db: Session, actor: Actor) -> ExamPage:
        close_exam(db, actor, number)
        return show_exam(db, actor, number)

    return await caller.reply(request, act)


@router.post("/{number}/people/{member_id}/removal", status_code=201, response_model=ExamPage)
async def take(
    caller: Manager, request: Request, number: Number, member_id: Number, body: Taking
) -> Response:
    """Take back what passing gave somebody, their role too where the exam gave it."""

    def act(db: Session, actor: Actor) -> ExamPage:
        take_qualification(db, actor, number, member_id, why=body.why)
        return show_exam(db, actor, number)

    return await caller.reply(request, act)
