"""Questions over the API: those who asked see their own, staff all, the ML team decides."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import merges, questions
from app.clock import new_ordered_id
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Caller, Number, Reader, Talker
from app.pages.asked import AskedPage, OwnQuestionPage, show_asked, show_own_question
from app.pages.inbox import InboxPage, show_inbox
from app.pages.questions import (
    QuestionPage,
    QuestionsPage,
    StateView,
    present_question,
    show_question,
    show_questions,
)
from app.records.questions import Question

router = APIRouter(prefix="/projects/{slug}", tags=["questions"])
Before = Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)]
State = Literal["open", "answered", "declined", "ruled", "duplicate"]


class Reply(BaseModel):
    """A reply that closes a question. `key` is yours: sent again, it changes nothing."""

    body: BodyText = Field(examples=["Yes: the guideline says so under “Slurs”."])
    key: UUID = Field(default_factory=new_ordered_id)


class Declination(Reply):
    """The clause that already says it, by its code."""

    clause: ShortText = Field(examples=["c4"])


class Standing(BaseModel):
    """The number of the question that stands for this one."""

    into: int = Field(ge=1, le=MOST_ORDINAL)


class Snooze(BaseModel):
    """Until when it is laid aside; null takes it up again."""

    until: AwareDatetime | None


class Title(BaseModel):
    """A question in the ML team's words."""

    title: ShortText


@router.get("/inbox")
async def read_inbox(caller: Reader) -> InboxPage:
    """Open questions by impact, for staff."""
    return await caller.read(show_inbox)


@router.get("/questions")
async def read_questions(
    caller: Reader, state: State | None = None, before: Before = None
) -> QuestionsPage:
    """All questions, newest first, for staff: read on with `before` = `following`."""
    return await caller.read(show_questions, state, before)


@router.get("/questions/mine")
async def read_own_questions(
    caller: Reader, state: State | None = None, before: Before = None
) -> AskedPage:
    """What you asked, and what came of it."""
    return await caller.read(show_asked, state, before)


@router.get("/questions/{number}")
async def read_question(caller: Reader, number: Number) -> QuestionPage:
    """A question with its flagged tasks and its discussion, for staff."""
    return await caller.read(show_question, number)


@router.get("/questions/{number}/asked")
async def read_own_question(caller: Reader, number: Number) -> OwnQuestionPage:
    """A question that you asked, what came of it, and its discussion."""
    return await caller.read(show_own_question, number)


@router.post("/questions/{number}/answer", status_code=201, response_model=StateView)
async def answer(caller: Talker, request: Request, number: Number, body: Reply) -> Response:
    """Reply, and close it without a ruling."""
    action = questions.answer_question
    return await _decide(request, caller, action, number, key=body.key, body=body.body)


@router.post("/questions/{number}/declination", status_code=201, response_model=StateView)
async def decline(caller: Talker, request: Request, number: Number, body: Declination) -> Response:
    """Close it, citing the clause that already says it."""
    said = {"key": body.key, "body": body.body, "clause": body.clause}
    return await _decide(request, caller, questions.decline_question, number, **said)


@router.put("/questions/{number}/duplicate", status_code=201, response_model=StateView)
async def merge(caller: Talker, request: Request, number: Number, body: Standing) -> Response:
    """Merge it into another question, which is the answer."""
    return await _decide(request, caller, merges.merge_question, number, into=body.into)


@router.post("/questions/{number}/separation", status_code=201, response_model=StateView)
async def separate(caller: Talker, request: Request, number: Number) -> Response:
    """Undo its merge: it is open by itself again, with its flags and askers."""
    return await _decide(request, caller, merges.separate_question, number)


@router.put("/questions/{number}/snooze", status_code=201, response_model=StateView)
async def snooze(caller: Talker, request: Request, number: Number, body: Snooze) -> Response:
    """Lay it aside."""
    until: datetime | None = body.until
    return await _decide(request, caller, questions.snooze_question, number, until=until)


@router.put("/questions/{number}/title", status_code=201, response_model=StateView)
async def title(caller: Talker, request: Request, number: Number, body: Title) -> Response:
    """Put it in the team's words: only then others are offered to join it."""
    return await _decide(request, caller, questions.title_question, number, title=body.title)


@router.post("/questions/{number}/reopening", status_code=201, response_model=StateView)
async def reopen(caller: Talker, request: Request, number: Number) -> Response:
    """Open an answered or declined question again."""
    return await _decide(request, caller, questions.reopen_question, number)


async def _decide(
    request: Request, caller: Caller, action: Any, number: int, **said: Any
) -> Response:
    def act(db: Session, actor: Actor) -> StateView:
        question: Question = action(db, actor, number, **said)
        return present_question(db, actor, question)

    return await caller.reply(request, act)
