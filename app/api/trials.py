"""Trials over the API: a draft is tried on contested tasks before it is published."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.trials import answer_trial, open_trial, stop_trial
from app.domain.inputs import MOST_ORDINAL, Id, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.domain.trials import MOST, MOST_PEOPLE, USUAL
from app.gate.caller import Labeler, Manager, Number, Reader
from app.pages.trial_desks import OwnTrialsView, TrialDeskView, show_own_trials, show_trial_desk
from app.pages.trials import TrialPage, show_trial

router = APIRouter(prefix="/projects/{slug}", tags=["trials"])


class NewTrial(BaseModel):
    """The edition of the draft that is tried, on how many tasks (all there are, if they are fewer),
    and the ids of the labelers who take part."""

    edition: int = Field(ge=1, le=MOST_ORDINAL)
    tasks: int = Field(default=USUAL, ge=1, le=MOST)
    people: list[Id] = Field(max_length=MOST_PEOPLE)


class NewTrialAnswer(BaseModel):
    """An answer by the draft's text; `comment` says why, or what is unclear, to the ML team."""

    answer: JsonValue = Field(examples=["hateful", ["a", "b"], 4])
    comment: BodyText = ""
    seconds: float | None = Field(default=None, ge=0, lt=10**7)


@router.get("/drafts/{number}/trial")
async def read_trial(
    caller: Reader,
    number: Number,
    nth: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> TrialPage:
    """A draft's newest trial, or the nth: who has answered, task by task what was said before and
    is said now, and agreement before and after with 95 % intervals. For staff."""
    return await caller.read(show_trial, number, nth)


@router.post("/drafts/{number}/trial", status_code=201, response_model=TrialPage)
async def open_one(caller: Manager, request: Request, number: Number, body: NewTrial) -> Response:
    """Open a trial of a draft. Its tasks are those on which people differ, in the draft's scope
    first; those that led to the draft, its rulings' cases and gold are left out."""

    def act(db: Session, actor: Actor) -> TrialPage:
        open_trial(db, actor, number, edition=body.edition, tasks=body.tasks, people=body.people)
        return show_trial(db, actor, number)

    return await caller.reply(request, act)


@router.post("/drafts/{number}/trial/end", status_code=201, response_model=TrialPage)
async def stop(caller: Manager, request: Request, number: Number) -> Response:
    """Stop the trial that goes on. What was answered stays."""

    def act(db: Session, actor: Actor) -> TrialPage:
        stop_trial(db, actor, number)
        return show_trial(db, actor, number)

    return await caller.reply(request, act)


@router.get("/trials")
async def list_own(caller: Labeler) -> OwnTrialsView:
    """The trials that wait for your answers."""
    return await caller.read(show_own_trials)


@router.get("/trials/{key}")
async def read_desk(
    caller: Labeler, key: UUID, task: Annotated[UUID | None, Query()] = None
) -> TrialDeskView:
    """A trial that you take part in: what is proposed, and the next open task, or the one named."""
    return await caller.read(show_trial_desk, key, task)


@router.put("/trials/{key}/answers/{task}", status_code=201, response_model=TrialDeskView)
async def answer(
    caller: Labeler, request: Request, key: UUID, task: UUID, body: NewTrialAnswer
) -> Response:
    """Answer a task of a trial by the draft's text; the reply holds the next one. No label comes of
    it. Answered again while the trial goes on, the newest answer counts."""

    def act(db: Session, actor: Actor) -> TrialDeskView:
        said, seconds = body.comment, body.seconds
        answer_trial(db, actor, key, task, raw=body.answer, comment=said, seconds=seconds)
        return show_trial_desk(db, actor, key)

    return await caller.reply(request, act)
