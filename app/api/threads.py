"""Threads over the API: what you are told of them, and closing them."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import follows, locks
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.domain.texts import CodeText, TopicText
from app.gate.caller import Reader, Talker
from app.pages.threads import FollowingView, ThreadView, show_following, show_thread

router = APIRouter(prefix="/projects/{slug}/threads/{topic}", tags=["threads"])


class NewLevel(BaseModel):
    """`all`, `mentions`, `nothing`, or empty for what is usual."""

    level: CodeText = Field(examples=["mentions"])


class NewLock(BaseModel):
    """Whether only staff may write."""

    locked: bool


@router.get("/following")
async def read_following(caller: Reader, topic: TopicText) -> FollowingView:
    """What you are told of a thread, and why."""
    return await caller.read(show_following, topic)


@router.put("/following", status_code=201, response_model=FollowingView)
async def set_level(caller: Reader, request: Request, topic: TopicText, body: NewLevel) -> Response:
    """Choose what you are told of a thread."""

    def choose(db: Session, actor: Actor) -> FollowingView:
        follows.set_level(db, actor, topic, level=body.level)
        return show_following(db, actor, topic)

    return await caller.reply(request, choose)


@router.put("/lock", status_code=201, response_model=ThreadView)
async def lock_thread(
    caller: Talker, request: Request, topic: TopicText, body: NewLock
) -> Response:
    """Close a thread to all but staff, or open it again. For the ML team."""

    def lock(db: Session, actor: Actor) -> ThreadView:
        act = locks.lock_thread if body.locked else locks.unlock_thread
        act(db, actor, topic, key=new_ordered_id())
        return show_thread(db, actor, topic)

    return await caller.reply(request, lock)
