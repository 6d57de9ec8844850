"""Tasks over the API, for staff."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.golds import set_gold
from app.actions.tasks import add_task, reopen_task, spoil_task
from app.domain.inputs import JsonObject, JsonValue
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Reader
from app.pages.tasks import TasksView, TaskView, show_task, show_tasks, view_task
from app.queries.tasks import TaskFilter

router = APIRouter(prefix="/projects/{slug}/tasks", tags=["tasks"])


class NewTask(BaseModel):
    """A task to add. `content`: {"text", "format"?}, {"a", "b"}, {"turns": [{"role", "text"}]},
    or {"file": a picture's key or name, "alt"?}."""

    external_id: ShortText = Field(examples=["post-17"])
    kind: Literal["text", "pair", "conversation", "image"] = "text"
    content: JsonObject = Field(examples=[{"text": "Look what he called them."}])
    details: JsonObject = {}


class NewState(BaseModel):
    """`bad` takes the task out of the queue, `open` puts it back."""

    state: Literal["bad", "open"]


class NewGold(BaseModel):
    """The trusted answer in the form of the project's schema; null takes it away."""

    answer: JsonValue = Field(examples=["hateful"])


@router.get("")
async def list_tasks(
    caller: Reader,
    state: Literal["", "open", "full", "bad"] = "",
    external_id: ShortText = "",
    text: ShortText = "",
    field: ShortText = "",
    value: ShortText = "",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> TasksView:
    """Tasks in the order of their making, fifty at a time."""
    wanted = TaskFilter(state, external_id, text, field, value)
    return await caller.read(show_tasks, wanted, after)


@router.post("", status_code=201, response_model=TaskView)
async def post_task(caller: Manager, request: Request, body: NewTask) -> Response:
    """Add one task."""

    def add(db: Session, actor: Actor) -> TaskView:
        return view_task(db, actor, add_task(db, actor, **body.model_dump()))

    return await caller.reply(request, add)


@router.get("/{key}")
async def read_task(caller: Reader, key: UUID) -> TaskView:
    """All that is known of a task."""
    return await caller.read(show_task, key)


@router.put("/{key}/state", status_code=201, response_model=TaskView)
async def change_state(caller: Manager, request: Request, key: UUID, body: NewState) -> Response:
    """Take a task that nobody can judge out of the queue, or put it back."""

    def change(db: Session, actor: Actor) -> TaskView:
        act = spoil_task if body.state == "bad" else reopen_task
        return view_task(db, actor, act(db, actor, key))

    return await caller.reply(request, change)


@router.put("/{key}/gold", status_code=204)
async def change_gold(caller: Manager, request: Request, key: UUID, body: NewGold) -> Response:
    """Set or take away the trusted answer. For the ML team."""
    return await caller.reply(request, set_gold, key, answer=body.answer)
