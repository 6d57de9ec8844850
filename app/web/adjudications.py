"""Deciding single tasks in the browser."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from app.actions.adjudications import adjudicate_task, withdraw_adjudication
from app.domain.texts import BodyText
from app.errors import Invalid
from app.gate.caller import Reader, Talker
from app.gate.figures import figures
from app.languages import say
from app.pages.adjudications import (
    find_following,
    need_adjudicator,
    show_adjudication,
    show_adjudications,
)
from app.web.answers import see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}/adjudications")
ONE = "adjudications/one.html"


class Decision(ChosenForm):
    """An answer as its form sends it, and why."""

    reason: BodyText = ""


@router.get("")
async def read_adjudications(request: Request, caller: Reader) -> Response:
    """The queue."""
    await caller.read(need_adjudicator)
    standing = await figures(request).ask(caller.project_id, "contests")
    template, title = "adjudications/show.html", say("Adjudication")
    return await show(request, caller, template, title, show_adjudications, standing)


@router.get("/next")
async def read_next(request: Request, caller: Reader) -> Response:
    """The first task that waits; the queue where none does."""
    await caller.read(need_adjudicator)
    standing = await figures(request).ask(caller.project_id, "contests")
    following = await caller.read(find_following, standing)
    place = f"/{following}" if following else ""
    return see_other(request, f"/projects/{caller.slug}/adjudications{place}")


@router.get("/{key}")
async def read_adjudication(request: Request, caller: Reader, key: UUID) -> Response:
    """One task."""
    await caller.read(need_adjudicator)
    standing = await figures(request).ask(caller.project_id, "contests")
    title = say("Decide one task")
    return await show(request, caller, ONE, title, show_adjudication, standing, key)


@router.post("/{key}")
async def decide(
    request: Request, caller: Talker, key: UUID, form: Annotated[Decision, Form()]
) -> Response:
    """Decide it, and go on with the next; what is no answer comes back as it was sent."""
    await caller.read(need_adjudicator)
    standing = await figures(request).ask(caller.project_id, "contests")
    try:
        await caller.write(adjudicate_task, key, answer=form.raw, reason=form.reason)
    except Invalid as wrong:
        about = standing, key, form.model_dump(), wrong.message
        page = await show(request, caller, ONE, say("Not decided"), show_adjudication, *about)
        return HTMLResponse(page.body, wrong.status)
    following = await caller.read(find_following, standing, key)
    place = f"/{following}" if following else ""
    return see_other(request, f"/projects/{caller.slug}/adjudications{place}")


@router.post("/{key}/withdrawal")
async def withdraw(request: Request, caller: Talker, key: UUID) -> Response:
    """Have the votes count again."""
    await caller.write(withdraw_adjudication, key)
    return see_other(request, f"/projects/{caller.slug}/adjudications/{key}")
