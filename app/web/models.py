"""Models in the browser: how far each agrees with people, where they part, who is right."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.inspections import draw_inspection, judge_suspect
from app.actions.learners import add_learner
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.figures import figures
from app.languages import say
from app.pages.disagreements import show_disagreements
from app.pages.inspections import show_judging
from app.pages.models import need_model, show_model, show_models
from app.web.answers import fragment, see_other, show

router = APIRouter(prefix="/projects/{slug}/quality/models")
After = Annotated[int, Query(ge=0, le=MOST_ORDINAL)]
Place = Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)]


@router.get("")
async def read_models(request: Request, caller: Reader) -> Response:
    """The models that the project has predictions of."""
    return await show(request, caller, "models/list.html", say("Models"), show_models)


@router.post("")
async def learn(
    request: Request, caller: Manager, version: Annotated[ShortText, Form()] = ""
) -> Response:
    """Have our own text model learn from the labels under a version, or from all."""

    def step(db: Session, actor: Actor) -> int:
        return add_learner(db, actor, version=version).number

    number = await caller.write(step)
    return see_other(request, f"/projects/{caller.slug}/quality/models/{number}")


@router.get("/{number}")
async def read_model(request: Request, caller: Reader, number: Number) -> Response:
    """A model against what people decided."""
    await caller.read(need_model, number)
    standing = await figures(request).ask(caller.project_id, f"model/{number}")
    title = say("Model %(number)s", number=number)
    return await show(request, caller, "models/show.html", title, show_model, number, standing)


@router.get("/{number}/figures")
async def read_figures(request: Request, caller: Reader, number: Number) -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    await caller.read(need_model, number)
    standing = await figures(request).ask(caller.project_id, f"model/{number}")
    return await fragment(caller, "models/_model.html", "model", show_model, number, standing)


@router.get("/{number}/disagreements")
async def read_disagreements(
    request: Request,
    caller: Reader,
    number: Number,
    only: Literal["all", "suspects"] = "all",
    after: After = 0,
) -> Response:
    """Where people and model part, likeliest wrong label first."""
    title, template = say("Where model and people part"), "models/disagreements.html"
    return await show(request, caller, template, title, show_disagreements, number, only, after)


@router.get("/{number}/inspection")
async def read_inspection(
    request: Request, caller: Reader, number: Number, place: Place = None
) -> Response:
    """The next suspect to be judged, or the one at a place."""
    title = say("Is the label wrong?")
    return await show(request, caller, "inspections/show.html", title, show_judging, number, place)


@router.post("/{number}/inspection")
async def draw(request: Request, caller: Manager, number: Number) -> Response:
    """Draw suspects to be judged."""
    await caller.write(draw_inspection, number)
    return see_other(request, f"/projects/{caller.slug}/quality/models/{number}/inspection")


@router.post("/{number}/inspections/{inspection}/{place}")
async def judge(
    request: Request,
    caller: Manager,
    number: Number,
    inspection: Number,
    place: Number,
    verdict: Annotated[ShortText, Form()],
) -> Response:
    """Judge one, and go on to the next."""
    await caller.write(judge_suspect, number, inspection, place, verdict=verdict)
    return see_other(request, f"/projects/{caller.slug}/quality/models/{number}/inspection")
