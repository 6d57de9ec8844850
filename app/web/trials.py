"""Trials in the browser: the draft's side, and the desk of those who take part."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.trials import answer_trial, open_trial, stop_trial
from app.domain.inputs import MOST_ORDINAL, Id
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.domain.trials import USUAL
from app.errors import Invalid
from app.gate.caller import Labeler, Manager, Number, Reader
from app.languages import say
from app.pages.render import render
from app.pages.trial_desks import show_trial_desk
from app.pages.trials import show_setup, show_trial
from app.web.answers import is_htmx, see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}")


class TrialForm(BaseModel):
    """How many tasks, and who takes part; `tasks` is text until it is found to be a number."""

    model_config = ConfigDict(extra="ignore")

    edition: Annotated[int, Field(ge=1, le=MOST_ORDINAL)]
    tasks: ShortText = str(USUAL)
    people: list[Id] = Field(default=[], max_length=100)


class TrialAnswerForm(ChosenForm):
    """An answer as the form sends it."""

    comment: BodyText = ""
    seconds: float | None = Field(default=None, ge=0, lt=10**7)


@router.get("/drafts/{number}/trial")
async def read_trial(
    request: Request,
    caller: Reader,
    number: Number,
    nth: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """The draft's newest trial, or an earlier one."""
    return await show(request, caller, "trials/show.html", say("Trial"), show_trial, number, nth)


@router.get("/drafts/{number}/trial/setup")
async def read_setup(request: Request, caller: Manager, number: Number) -> Response:
    """The form that opens a trial."""
    title = say("Try it before publishing")
    return await show(request, caller, "trials/setup.html", title, show_setup, number)


@router.post("/drafts/{number}/trial")
async def open_one(
    request: Request, caller: Manager, number: Number, form: Annotated[TrialForm, Form()]
) -> Response:
    """Open a trial; the form comes back as it was sent where that cannot be."""
    plain = form.tasks.strip()
    try:
        tasks = int(plain) if plain.isdecimal() and len(plain) < 6 else 0
        people, edition = form.people, form.edition
        await caller.write(open_trial, number, edition=edition, tasks=tasks, people=people)
    except Invalid as wrong:
        typed = form.model_dump() | {"problem": wrong.message, "field": wrong.field}
        template, title = "trials/setup.html", say("Not opened")
        page = await show(request, caller, template, title, show_setup, number, typed)
        return HTMLResponse(page.body, wrong.status)
    return see_other(request, f"/projects/{caller.slug}/drafts/{number}/trial")


@router.post("/drafts/{number}/trial/end")
async def stop(request: Request, caller: Manager, number: Number) -> Response:
    """Stop the trial that goes on."""
    await caller.write(stop_trial, number)
    return see_other(request, f"/projects/{caller.slug}/drafts/{number}/trial")


@router.get("/trials/{key}")
async def read_desk(
    request: Request, caller: Labeler, key: UUID, task: Annotated[UUID | None, Query()] = None
) -> Response:
    """A trial that one takes part in: the next open task, or the one named."""
    title = say("Try a proposal")
    return await show(request, caller, "trials/desk.html", title, show_trial_desk, key, task)


@router.post("/trials/{key}/answers/{task}")
async def answer(
    request: Request,
    caller: Labeler,
    key: UUID,
    task: UUID,
    form: Annotated[TrialAnswerForm, Form()],
) -> Response:
    """Answer; the reply holds the next task."""
    said, seconds = form.comment, form.seconds
    await caller.write(answer_trial, key, task, raw=form.raw, comment=said, seconds=seconds)
    if not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/trials/{key}")
    return HTMLResponse(await caller.read(_draw, key))


def _draw(db: Session, actor: Actor, key: UUID) -> str:
    return render("trials/_desk.html", {"desk": show_trial_desk(db, actor, key)})
