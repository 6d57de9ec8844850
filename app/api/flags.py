"""Flags over the API: raise one on a task, see those of a task."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import flags
from app.clock import new_ordered_id
from app.domain.inputs import MOST_ORDINAL, JsonObject, JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Reader, Talker
from app.pages.flags import OwnFlag, present_flag, show_flags_on

router = APIRouter(prefix="/projects/{slug}/tasks/{task}", tags=["flags"])


class NewFlag(BaseModel):
    """A flag. `key` is yours: sent again, it changes nothing. `category`: ambiguous,
    guideline_gap, contradicts, bad_task or other. `anchor`: the words meant, {start, end, quote}
    in code points, or the region of an image, {x, y, width, height} in fractions. `join`: the
    number of the question that asks the same; without it a new one is opened."""

    key: UUID = Field(default_factory=new_ordered_id)
    category: ShortText = Field(examples=["guideline_gap"])
    note: BodyText = Field(examples=["Does a quoted slur count as hate speech?"])
    anchor: JsonObject | None = None
    tentative: JsonValue = Field(
        default=None, description="What you would answer: for the ML team only"
    )
    join: int | None = Field(default=None, ge=1, le=MOST_ORDINAL)


@router.post("/flags", status_code=201, response_model=OwnFlag)
async def raise_flag(caller: Talker, request: Request, task: UUID, body: NewFlag) -> Response:
    """Flag a task that you hold or have answered."""

    def act(db: Session, actor: Actor) -> OwnFlag:
        flag = flags.raise_flag(
            db,
            actor,
            task,
            key=body.key,
            join=body.join,
            category=body.category,
            note=body.note,
            anchor=body.anchor,
            tentative=body.tentative,
        )
        return present_flag(db, actor, flag)

    return await caller.reply(request, act)


@router.get("/flags")
async def read_flags(caller: Reader, task: UUID) -> list[OwnFlag]:
    """The flags of a task that you may see: your own until you have answered it."""
    return await caller.read(show_flags_on, task)
