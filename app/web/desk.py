"""The desk in the browser: every step answers with the desk as it stands after it."""

import json
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions import assignments, labels
from app.actions.labels import Given
from app.actions.resumptions import resume_assignment
from app.domain.inputs import MOST_ORDINAL, Count, Emptied, Id
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.errors import Conflict
from app.gate.caller import Caller, Labeler
from app.languages import say
from app.pages.desk import show_desk
from app.pages.labels import fill_in
from app.pages.render import render
from app.queries.questions import get_question
from app.web.answers import is_htmx, see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}")


class LabelForm(ChosenForm):
    """An answer as the form sends it."""

    cid: UUID
    clauses: list[ShortText] = Field(default=[])
    certainty: Count | None = None
    comment: BodyText = ""
    seconds: float | None = Field(default=None, ge=0, lt=10**7)
    confirmed: Id | None = None
    # of a correction: the revision that its form was drawn under
    revision: Annotated[Id | None, Emptied] = None

    def given(self) -> Given:
        """The same for the action."""
        return Given(
            self.raw,
            self.cid,
            tuple(self.clauses),
            self.certainty,
            self.comment,
            self.seconds,
            self.confirmed,
            self.revision,
        )


@router.get("/desk")
async def read_desk(request: Request, caller: Labeler) -> Response:
    """The task in hand, if there is one; nothing is claimed by looking."""
    return await show(request, caller, "desk/show.html", say("Desk"), show_desk)


@router.post("/desk/next")
async def claim(request: Request, caller: Labeler) -> Response:
    """Take the next task."""
    return await _step(request, caller, claim_next)


@router.post("/desk/{assignment}/label")
async def submit(
    request: Request, caller: Labeler, assignment: UUID, form: Annotated[LabelForm, Form()]
) -> Response:
    """Answer; the reply holds the next task. If the guideline changed meanwhile, the same task
    comes back with what was chosen and what changed."""

    def answer(db: Session, actor: Actor) -> None:
        labels.submit_label(db, actor, assignment, form.given())
        claim_next(db, actor)

    try:
        return await _step(request, caller, answer)
    except Conflict as overtaken:
        if not {"revision", "reading"} & set(overtaken.detail):
            raise
        html = await caller.read(_draw, chosen=form.model_dump())
        return HTMLResponse(html, 409)


@router.post("/desk/{assignment}/skip")
async def skip(
    request: Request, caller: Labeler, assignment: UUID, reason: Annotated[ShortText, Form()]
) -> Response:
    """Give the task back with a reason."""

    def step(db: Session, actor: Actor) -> None:
        assignments.skip_assignment(db, actor, assignment, reason=reason)
        claim_next(db, actor)

    return await _step(request, caller, step, skipped=assignment)


@router.post("/desk/{assignment}/resumption")
async def resume(request: Request, caller: Labeler, assignment: UUID) -> Response:
    """Take a skip back, or up again what was parked: the task is in hand."""
    return await _step(request, caller, partial(resume_assignment, key=assignment))


@router.post("/desk/{assignment}/release")
async def release(
    request: Request, caller: Labeler, assignment: UUID, again: Annotated[bool, Form()] = False
) -> Response:
    """Give the task back and stop; `again`: go on with what is to be made again."""

    def step(db: Session, actor: Actor) -> None:
        assignments.release_assignment(db, actor, assignment)
        if again:
            claim_next(db, actor)

    await caller.write(step)
    return see_other(request, f"/projects/{caller.slug}/{'desk' if again else 'labels'}")


@router.post("/desk/{assignment}/park")
async def park(
    request: Request,
    caller: Labeler,
    assignment: UUID,
    question: Annotated[int, Form(ge=1, le=MOST_ORDINAL)],
) -> Response:
    """Lay the task aside until its question is decided."""

    def step(db: Session, actor: Actor) -> None:
        question_id = get_question(db, actor, question).id or 0
        assignments.park_assignment(db, actor, assignment, question_id=question_id)
        claim_next(db, actor)

    stepped = await _step(request, caller, step)
    stepped.headers["HX-Trigger"] = json.dumps({"toast": {"text": _told_parked(question)}})
    return stepped


@router.post("/desk/undo")
async def undo(request: Request, caller: Labeler, cid: Annotated[UUID, Form()]) -> Response:
    """Take the last label back; its task is in hand again, with what was answered."""

    def step(db: Session, actor: Actor) -> dict[str, Any]:
        answered = fill_in(db, actor, cid)
        labels.undo_label(db, actor, cid)
        return answered

    answered = await caller.write(step)
    if not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/desk")
    return HTMLResponse(await caller.read(_draw, chosen={**answered, "undone": True}))


def _told_parked(question: int) -> str:
    """Where a task went that was parked."""
    return say(
        "Parked until question %(number)s is decided; then it comes back to you.", number=question
    )


def claim_next(db: Session, actor: Actor) -> None:
    """The next task; what must be read or passed first shows itself on the desk, and so does a
    pause."""
    if actor.paused:
        return
    try:
        assignments.claim_task(db, actor)
    except Conflict as due:
        if not {"reading", "exam"} & set(due.detail):
            raise


async def _step(
    request: Request, caller: Caller, step: Any, *, skipped: UUID | None = None
) -> Response:
    """Run a step and answer with the desk as it stands then. It is drawn beside the writer, who has
    others to serve; a step that was kept stays kept."""
    await caller.write(step)
    if not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/desk")
    return HTMLResponse(await caller.read(_draw, chosen={}, sought=True, skipped=skipped))


def _draw(
    db: Session,
    actor: Actor,
    *,
    chosen: dict[str, Any],
    sought: bool = False,
    skipped: UUID | None = None,
) -> str:
    """`skipped`: what was given back just now, and can be taken back."""
    parts = {"desk": show_desk(db, actor, sought), "chosen": chosen, "skipped": skipped}
    return render("desk/_desk.html", parts)
