"""Calibration sessions in the browser."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from app.actions.calibrations import (
    NewSession,
    answer_calibration,
    end_calibration,
    note_decision,
    open_calibration,
    reveal_answers,
)
from app.domain.calibrations import MOST_TASKS
from app.domain.inputs import Id
from app.domain.texts import BodyText, ShortText
from app.errors import Invalid
from app.gate.caller import Labeler, Manager, Number, Reader
from app.languages import say
from app.pages.calibration_setups import show_session_form
from app.pages.calibrations import show_calibration, show_sessions
from app.web.answers import see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}/calibrations")
SETUP = "calibrations/new.html"
Place = Annotated[int | None, Query(ge=1, le=MOST_TASKS)]


class SessionFields(BaseModel):
    """A session as its form sends it; `names` are external ids, a line each."""

    model_config = ConfigDict(extra="ignore")

    title: ShortText = ""
    people: list[Id] = Field(default=[], max_length=100)
    way: ShortText = "disputed"
    tasks: ShortText = ""
    words: ShortText = ""
    names: BodyText = ""

    def session(self) -> NewSession:
        """The same for the action; what is no number is none that can be."""
        plain = self.tasks.strip()
        tasks = int(plain) if plain.isdecimal() and len(plain) < 6 else 0
        names = self.names.splitlines()
        return NewSession(self.title, self.people, self.way, tasks, self.words, names)


class JudgementForm(ChosenForm):
    """An answer as the form sends it."""

    comment: BodyText = ""


@router.get("")
async def list_all(request: Request, caller: Reader) -> Response:
    """The sessions that one may know."""
    title = say("Calibrations")
    return await show(request, caller, "calibrations/list.html", title, show_sessions)


@router.get("/new")
async def read_setup(request: Request, caller: Manager) -> Response:
    """The form that opens one."""
    return await show(request, caller, SETUP, say("Open a calibration"), show_session_form)


@router.post("")
async def open_one(
    request: Request, caller: Manager, form: Annotated[SessionFields, Form()]
) -> Response:
    """Open a session; the form comes back as it was sent where that cannot be."""
    try:
        number = await caller.write(
            lambda db, actor: open_calibration(db, actor, form.session()).number
        )
    except Invalid as wrong:
        typed = form.model_dump() | {"problem": wrong.message, "field": wrong.field}
        page = await show(request, caller, SETUP, say("Not opened"), show_session_form, typed)
        return HTMLResponse(page.body, wrong.status)
    return see_other(request, f"/projects/{caller.slug}/calibrations/{number}")


@router.get("/{number}")
async def read(request: Request, caller: Reader, number: Number, at: Place = None) -> Response:
    """A session at one of its tasks."""
    template, title = "calibrations/show.html", say("Calibration")
    return await show(request, caller, template, title, show_calibration, number, at)


@router.post("/{number}/answers/{place}")
async def answer(
    request: Request,
    caller: Labeler,
    number: Number,
    place: Number,
    form: Annotated[JudgementForm, Form()],
) -> Response:
    """Judge a task, and go on to the next one that is open; the same one where others' answers are
    in sight."""
    said: dict[str, Any] = {"raw": form.raw, "comment": form.comment}
    given = await caller.write(
        lambda db, actor: answer_calibration(db, actor, number, place, **said).is_informed
    )
    here = f"/projects/{caller.slug}/calibrations/{number}"
    return see_other(request, f"{here}?at={place}" if given else here)


@router.post("/{number}/reveal")
async def reveal(
    request: Request,
    caller: Manager,
    number: Number,
    place: Annotated[int | None, Form(ge=1, le=MOST_TASKS)] = None,
) -> Response:
    """Show the answers to one task, or to all."""
    await caller.write(reveal_answers, number, place=place)
    at = f"?at={place}" if place else ""
    return see_other(request, f"/projects/{caller.slug}/calibrations/{number}{at}")


@router.post("/{number}/decisions/{place}")
async def decide(
    request: Request,
    caller: Manager,
    number: Number,
    place: Number,
    words: Annotated[BodyText, Form()] = "",
) -> Response:
    """Note what they came to."""
    await caller.write(note_decision, number, place, words=words)
    return see_other(request, f"/projects/{caller.slug}/calibrations/{number}?at={place}")


@router.post("/{number}/end")
async def end(request: Request, caller: Manager, number: Number) -> Response:
    """End it."""
    await caller.write(end_calibration, number)
    return see_other(request, f"/projects/{caller.slug}/calibrations/{number}")
