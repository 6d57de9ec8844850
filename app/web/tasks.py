"""Tasks in the browser, for staff: the list, one task, one more, bad ones, trusted answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.golds import set_gold
from app.actions.tasks import add_task, reopen_task, spoil_task
from app.domain.roles import Actor
from app.domain.texts import CellText, ShortText
from app.gate.caller import Manager, Reader
from app.languages import say
from app.pages.tasks import show_task, show_tasks
from app.queries.tasks import TaskFilter
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/tasks")


@router.get("")
async def read_tasks(
    request: Request,
    caller: Reader,
    state: Annotated[str, Query(pattern="^(|open|full|bad)$")] = "",
    external_id: ShortText = "",
    text: ShortText = "",
    field: ShortText = "",
    value: ShortText = "",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """The tasks that a filter finds."""
    wanted = TaskFilter(state, external_id, text, field, value)
    return await show(request, caller, "tasks/show.html", say("Tasks"), show_tasks, wanted, after)


@router.post("")
async def post_task(
    request: Request,
    caller: Manager,
    external_id: Annotated[ShortText, Form()],
    text: Annotated[CellText, Form()],
) -> Response:
    """Add a task of text."""

    def add(db: Session, actor: Actor) -> UUID:
        return add_task(db, actor, external_id=external_id, kind="text", content=text).key

    key = await caller.write(add)
    return see_other(request, f"/projects/{caller.slug}/tasks/{key}")


@router.get("/{key}")
async def read_task(request: Request, caller: Reader, key: UUID) -> Response:
    """All that is known of a task."""
    return await show(request, caller, "tasks/task.html", say("Task"), show_task, key)


@router.post("/{key}/state")
async def change_state(
    request: Request,
    caller: Manager,
    key: UUID,
    state: Annotated[str, Form(pattern="^(bad|open)$")],
) -> Response:
    """Take the task out of the queue, or put it back."""
    await caller.write(spoil_task if state == "bad" else reopen_task, key)
    return see_other(request, f"/projects/{caller.slug}/tasks/{key}")


@router.post("/{key}/gold")
async def change_gold(
    request: Request, caller: Manager, key: UUID, answer: Annotated[ShortText, Form()] = ""
) -> Response:
    """Set the trusted answer; an empty one takes it away."""
    await caller.write(set_gold, key, answer=answer or None)
    return see_other(request, f"/projects/{caller.slug}/tasks/{key}")
