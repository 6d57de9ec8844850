"""Flagging in the browser: the form, and the flag."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.responses import Response

from app.actions import assignments, flags
from app.domain.inputs import Count, Emptied, Ordinal, Share
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Talker
from app.languages import say
from app.pages.flags import show_flag_form
from app.web.answers import fragment, is_htmx, see_other, show
from app.web.desk import claim_next

router = APIRouter(prefix="/projects/{slug}")
Place = Annotated[Count | None, Emptied]
Side = Annotated[Share | None, Emptied]


class FlagFields(BaseModel):
    """A flag as the form sends it: empty fields are left out; anchors are of words or a region."""

    model_config = ConfigDict(extra="ignore")

    key: UUID
    category: ShortText
    note: BodyText
    anchor_start: Place = None
    anchor_end: Place = None
    anchor_quote: BodyText = ""
    anchor_part: ShortText = ""
    region_x: Side = None
    region_y: Side = None
    region_w: Side = None
    region_h: Side = None
    tentative: BodyText = ""
    join: Annotated[Ordinal | None, Emptied] = None
    assignment: Annotated[UUID | None, Emptied] = None
    act: ShortText = "flag"

    def anchor(self) -> dict[str, object] | None:
        """The words or the region meant, if any were marked."""
        if self.region_w is not None:
            sides = (self.region_x, self.region_y, self.region_w, self.region_h)
            return dict(zip(("x", "y", "width", "height"), sides, strict=True))
        if self.anchor_start is None:
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
    return await show(request, caller, "flags/new.html", say("Flag a task"), show_flag_form, task)


@router.post("/tasks/{task}/flags")
async def raise_flag(
    request: Request, caller: Talker, task: UUID, form: Annotated[FlagFields, Form()]
) -> Response:
    """Flag a task; with `act` park, it is parked until its question is decided."""
    parked = form.act == "park" and form.assignment is not None

    def step(db: Session, actor: Actor) -> None:
        flag = flags.raise_flag(
            db,
            actor,
            task,
            key=form.key,
            join=form.join,
            category=form.category,
            note=form.note,
            anchor=form.anchor(),
            tentative=form.tentative,
        )
        if parked and form.assignment:
            assignments.park_assignment(db, actor, form.assignment, question_id=flag.question_id)
            claim_next(db, actor)

    await caller.write(step)
    if parked or not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/desk")
    joined = say("Flagged: it counts for question %(number)s.", number=form.join)
    text = joined if form.join else say("Flagged: the ML team will read it.")
    said = {"text": text, "tone": "good"}
    return Response(status_code=204, headers={"HX-Trigger": json.dumps({"toast": said})})
