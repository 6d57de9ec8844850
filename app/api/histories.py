"""Beginning a guideline with its history, over the API."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.drafts import need_editor
from app.actions.guideline_histories import MOST, State, import_history
from app.domain.alignment import trace
from app.domain.label_rows import parse_time
from app.domain.roles import Actor
from app.domain.texts import BodyText, DocumentText, ShortText, VersionText
from app.errors import Invalid
from app.gate.caller import Manager
from app.languages import say

router = APIRouter(prefix="/projects/{slug}/guideline", tags=["guideline"])


class EarlierState(BaseModel):
    """What a guideline said from a day on. `message`: what was said of it then, its first line a
    title. Without a `version` it follows from what changed."""

    markdown: DocumentText = Field(examples=["# Spam\n\n- an offer nobody asked for"])
    date: ShortText = Field(examples=["2023-02-08", "2023-02-08T15:13:07+01:00"])
    name: ShortText = ""
    message: BodyText = ""
    version: VersionText | None = None


class EarlierStates(BaseModel):
    """The states, oldest first."""

    states: Annotated[list[EarlierState], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class TakenView:
    """A state as a version. `claimed_at`: since when it held, as was said."""

    number: int
    version: str
    name: str
    title: str
    claimed_at: datetime
    published_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryTakenView:
    """What was made of a history; `skipped` states said what the one before them said."""

    items: tuple[TakenView, ...]
    skipped: int


@router.post("/history", status_code=201, response_model=HistoryTakenView)
async def import_a_history(caller: Manager, request: Request, body: EarlierStates) -> Response:
    """Begin the guideline with earlier states as its versions; the last one is in force at once.
    409 where the guideline has begun."""
    await caller.read(_need_editor)
    documents = await asyncio.to_thread(trace, [each.markdown for each in body.states])
    states = [
        State(document, _date(given.date), given.name, given.message, given.version)
        for document, given in zip(documents, body.states, strict=True)
    ]

    def act(db: Session, actor: Actor) -> HistoryTakenView:
        taken = import_history(db, actor, states=states)
        items = (
            TakenView(
                number=each.number,
                version=each.version or "",
                name=each.name,
                title=each.title,
                claimed_at=each.claimed_at or each.created_at,
                published_at=each.published_at or each.created_at,
            )
            for each in taken.revisions
        )
        return HistoryTakenView(tuple(items), taken.skipped)

    return await caller.reply(request, act)


def _need_editor(_: Session, actor: Actor) -> None:
    need_editor(actor)


def _date(said: str) -> datetime:
    """A day, or a moment; without a zone it is UTC's."""
    at = parse_time(said, "UTC")
    if at is None:
        raise Invalid(say("Each state needs a date."), "date")
    return at
