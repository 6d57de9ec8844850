"""Flagging in the browser: the form, what is offered while writing, the flag."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import assignments, flags
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Reader, Talker
from app.pages.flags import list_askable, show_flag_form
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}")
# a form sends texts, and an empty one says nothing: the number is tried first
FIRST = Field(union_mode="left_to_right")
Whole = Annotated[int | str, FIRST]
Share = Annotated[float | str, FIRST]


class FlagFields(BaseModel):
    """A flag as the form sends it: empty fields are left out; anchors are of words or a region."""

    model_config = ConfigDict(extra="ignore")

    key: UUID
    category: ShortText
    note: BodyText
    anchor_start: Whole = ""
    anchor_end: Whole = ""
    anchor_quote: BodyText = ""
    anchor_part: ShortText = ""
    region_x: Share = ""
    region_y: Share = ""
    region_w: Share = ""
    region_h: Share = ""
    tentative: BodyText = ""
    join: Whole = ""
    assignment: Annotated[UUID | str, FIRST] = ""
    act: ShortText = "flag"

    def anchor(self) -> dict[str, object] | None:
        """The words or the region meant, if any were marked."""
        if self.region_w != "":
            sides = (self.region_x, self.region_y, self.region_w, self.region_h)
            return dict(zip(("x", "y", "width", "height"), sides, strict=True))
        if self.anchor_start == "":
            return None
        # browsers send the line breaks of a form field as CRLF, whatever stood in the text
        quote = self.anchor_quote.replace("\r\n", "\n")
        about = {"start": self.anchor_start, "end": self.anchor_end}
        return {**about, "quote": quote, "field": self.anchor_part}


@router.get("/tasks/{task}/flags/new")
async def read_form(request: Request, caller: Talker, task: UUID) -> Response:
    """The form, on a page of its own or as a fragment."""
    if is_htmx(request):
        return await fragment(caller, "flags/_form.html", "form", show_flag_form, task)
    return await show(request, caller, "flags/new.html", "Flag a task", show_flag_form, task)


@router.get("/tasks/{task}/askable")
async def read_offers(
    caller: Reader, task: UUID, note: Annotated[BodyText, Query()] = ""
) -> Response:
    """What is asked or decided already and resembles what is being written."""
    return await fragment(caller, "flags/_offers.html", "offers", list_askable, task, note)


@router.post("/tasks/{task}/flags")
async def raise_flag(
    request: Request, caller: Talker, task: UUID, form: Annotated[FlagFields, Form()]
) -> Response:
    """Flag a task; with `act` park, lay it aside until its question is decided."""
    parked = form.act == "park" and isinstance(form.assignment, UUID)

    def step(db: Session, actor: Actor) -> None:
        flag = flags.raise_flag(
            db,
            actor,
            task,
            key=form.key,
            join=form.join if isinstance(form.join, int) else None,
            category=form.category,
            note=form.note,
            anchor=form.anchor(),
            tentative=form.tentative,
        )
        if parked and isinstance(form.assignment, UUID):
            assignments.park_assignment(db, actor, form.assignment, question_id=flag.question_id)

    await caller.write(step)
    if parked or not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/desk")
    said = {"text": "Flagged: the ML team will read it.", "tone": "good"}
    return Response(status_code=204, headers={"HX-Trigger": json.dumps({"toast": said})})
