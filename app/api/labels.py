"""Working over the API: claim, answer, park, skip, correct, take back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import assignments, labels
from app.actions.labels import Given
from app.actions.resumptions import resume_assignment
from app.clock import new_ordered_id
from app.domain.inputs import MOST_ORDINAL, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.errors import Conflict
from app.gate.caller import Labeler, Reader
from app.pages.desk import HandView, show_hand
from app.pages.labels import (
    LabelView,
    OwnLabelsView,
    SubmittedView,
    show_label,
    show_own_labels,
    show_submitted,
)
from app.queries.questions import get_question
from app.queries.terms import Terms, get_terms
from app.records.labels import Assignment

router = APIRouter(prefix="/projects/{slug}", tags=["labeling"])


class NewLabel(BaseModel):
    """An answer. `cid` is yours: sent again with it, the same label is meant. `confirmed` is the
    number of a revision published since the task was claimed, which you have seen. `revision`, in
    a correction: the number of the one that you judged by; if left out, the one that the label to
    be corrected was made under."""

    answer: JsonValue = Field(examples=["hateful", ["a", "b"], 4])
    cid: UUID = Field(default_factory=new_ordered_id)
    clauses: list[ShortText] = Field(default=[], max_length=100, examples=[["c4"]])
    certainty: int | None = Field(default=None, ge=1, le=5)
    comment: BodyText = ""
    seconds: float | None = Field(default=None, ge=0, lt=10**7)
    confirmed: int | None = Field(default=None, ge=1, le=2**62)
    revision: int | None = Field(default=None, ge=1, le=2**62)

    def given(self) -> Given:
        """The same for the action."""
        return Given(
            self.answer,
            self.cid,
            tuple(self.clauses),
            self.certainty,
            self.comment,
            self.seconds,
            self.confirmed,
            self.revision,
        )


class Skip(BaseModel):
    """Why a task is given back."""

    reason: ShortText


class Parking(BaseModel):
    """The number of the question that a task waits for."""

    question: int = Field(ge=1, le=MOST_ORDINAL)


@router.post("/assignments", status_code=201, response_model=HandView)
async def claim_task(caller: Labeler, request: Request) -> Response:
    """The task in your hands, or the next one under a new lease; 204 when none is left.

    409 with `reading` when a revision must be acknowledged first.
    """

    def claim(db: Session, actor: Actor) -> HandView | None:
        terms = get_terms(db, actor.project_id)
        held = assignments.claim_task(db, actor, terms)
        return show_hand(db, actor, held, terms) if held else None

    return await caller.lend(request, claim)


@router.post("/assignments/{key}/label", status_code=201, response_model=SubmittedView)
async def submit_label(
    caller: Labeler,
    request: Request,
    key: UUID,
    body: NewLabel,
    following: Annotated[bool, Query(alias="next")] = False,
) -> Response:
    """Answer the task of a current lease. With `next=true` the answer carries the next task."""

    def submit(db: Session, actor: Actor) -> SubmittedView:
        terms = get_terms(db, actor.project_id)
        label = labels.submit_label(db, actor, key, body.given(), terms)
        held, reading = _claim(db, actor, terms) if following else (None, None)
        return show_submitted(db, actor, label, terms, held=held, reading=reading)

    return await caller.reply(request, submit)


def _claim(db: Session, actor: Actor, terms: Terms) -> tuple[Assignment | None, int | None]:
    """The next task, or the revision that must be read first."""
    try:
        return assignments.claim_task(db, actor, terms), None
    except Conflict as due:
        if "reading" not in due.detail:
            raise
        return None, due.detail["reading"]


@router.post("/assignments/{key}/skip", status_code=204)
async def skip_task(caller: Labeler, request: Request, key: UUID, body: Skip) -> Response:
    """Give a task back with a reason."""
    return await caller.reply(request, assignments.skip_assignment, key, reason=body.reason)


@router.post("/assignments/{key}/resumption", status_code=204)
async def resume_task(caller: Labeler, request: Request, key: UUID) -> Response:
    """Take up again what was parked, or skipped in the last ten seconds: it is in hand again."""
    return await caller.reply(request, resume_assignment, key)


@router.post("/assignments/{key}/release", status_code=204)
async def release_task(caller: Labeler, request: Request, key: UUID) -> Response:
    """Give a task back without one."""
    return await caller.reply(request, assignments.release_assignment, key)


@router.post("/assignments/{key}/parking", status_code=204)
async def park_task(caller: Labeler, request: Request, key: UUID, body: Parking) -> Response:
    """Lay a task aside until its question closes."""

    def park(db: Session, actor: Actor) -> None:
        question_id = get_question(db, actor, body.question).id or 0
        assignments.park_assignment(db, actor, key, question_id=question_id)

    return await caller.reply(request, park)


@router.get("/labels")
async def list_own_labels(
    caller: Reader,
    words: Annotated[ShortText, Query()] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> OwnLabelsView:
    """Your own current labels, newest first."""
    return await caller.read(show_own_labels, words, before)


@router.put("/tasks/{task}/label", status_code=201, response_model=LabelView)
async def correct_label(caller: Labeler, request: Request, task: UUID, body: NewLabel) -> Response:
    """Replace your own label on a task. 409 with `revision` when the guideline has changed since
    the one that you judged by: read what changed, then send `confirmed` with that number."""

    def correct(db: Session, actor: Actor) -> LabelView:
        return show_label(db, actor, labels.correct_label(db, actor, task, body.given()))

    return await caller.reply(request, correct)


@router.post("/labels/{cid}/retraction", status_code=201, response_model=HandView)
async def undo_label(caller: Labeler, request: Request, cid: UUID) -> Response:
    """Take your last label back within ten seconds; its task is in your hands again."""

    def undo(db: Session, actor: Actor) -> HandView:
        return show_hand(db, actor, labels.undo_label(db, actor, cid))

    return await caller.reply(request, undo)
