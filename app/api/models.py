"""Models over the API: against people, where they part, and how many suspects are wrong labels."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.inspections import draw_inspection, judge_suspect
from app.actions.learners import add_learner
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.figures import figures
from app.pages.disagreements import DisagreementsView, show_disagreements
from app.pages.inspections import JudgingView, show_judging
from app.pages.models import (
    ModelRow,
    ModelsView,
    ModelView,
    need_model,
    show_model,
    show_models,
    view_models,
)

router = APIRouter(prefix="/projects/{slug}/quality/models", tags=["quality"])


class Verdict(BaseModel):
    """Whether the label that people gave is wrong."""

    verdict: Literal["wrong", "right", "unclear"]


class Learning(BaseModel):
    """The version whose labels are learned from; empty: all labels that count."""

    version: ShortText = Field("", examples=["1.0.0"])


@router.get("")
async def list_models(caller: Reader) -> ModelsView:
    """The models that predictions were imported for (`POST …/imports?kind=predictions`); staff."""
    return await caller.read(show_models)


@router.post("", status_code=201, response_model=ModelRow)
async def learn(request: Request, caller: Manager, body: Learning) -> Response:
    """Have our own text model (a logistic regression on n-grams) learn from the labels made under a
    version, or from all that count; every task is predicted by one that has not seen its label."""

    def step(db: Session, actor: Actor) -> ModelRow:
        return view_models(db, actor, [add_learner(db, actor, version=body.version)])[0]

    return await caller.reply(request, step)


@router.get("/{number}")
async def read_model(request: Request, caller: Reader, number: Number) -> ModelView:
    """A model against what people decided: agreement with its interval, kappa, what is taken for
    what, calibration, suspected label errors (confident learning) and what judging 50 of them at
    random said. Reckoned beside the work: ask again until `standing.is_stale` is false."""
    await caller.read(need_model, number)
    standing = await figures(request).ask(caller.project_id, f"model/{number}")
    return await caller.read(show_model, number, standing)


@router.get("/{number}/disagreements")
async def read_disagreements(
    caller: Reader,
    number: Number,
    only: Literal["all", "suspects"] = "all",
    after: Annotated[int, Query(ge=0, le=MOST_ORDINAL)] = 0,
) -> DisagreementsView:
    """Where people and model part, as reckoned last: suspected label errors first, by margin, then
    the rest by the model's confidence, 25 at a time."""
    return await caller.read(show_disagreements, number, only, after)


@router.get("/{number}/inspection")
async def read_inspection(caller: Reader, number: Number) -> JudgingView:
    """The last draw, and its next task to be judged."""
    return await caller.read(show_judging, number)


@router.post("/{number}/inspection", status_code=201, response_model=JudgingView)
async def draw(request: Request, caller: Manager, number: Number) -> Response:
    """Draw up to 50 of the suspects at random, to be judged: the share of wrong labels among them
    is that of all."""

    def step(db: Session, actor: Actor) -> JudgingView:
        draw_inspection(db, actor, number)
        return show_judging(db, actor, number)

    return await caller.reply(request, step)


@router.put(
    "/{number}/inspections/{inspection}/{place}", status_code=201, response_model=JudgingView
)
async def judge(
    request: Request,
    caller: Manager,
    number: Number,
    inspection: Number,
    place: Number,
    body: Verdict,
) -> Response:
    """Say whether the label of a drawn task is wrong. The answer is the next task."""

    def step(db: Session, actor: Actor) -> JudgingView:
        judge_suspect(db, actor, number, inspection, place, verdict=body.verdict)
        return show_judging(db, actor, number)

    return await caller.reply(request, step)
