"""Gold over the API, for the ML team: what there is, how it is mixed in, what is in doubt."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.doubts import ask_doubted, keep_doubted, rekey_doubted
from app.actions.golds import MOST, promote_golds
from app.actions.honeypots import plan_honeypots
from app.actions.retirements import restore_gold, retire_gold
from app.clock import new_ordered_id
from app.domain.inputs import JsonValue
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Manager, Number
from app.pages.honeypots import GoldPage, PlanView, show_gold, view_plan
from app.pages.promotions import PromotionView, show_promotion

router = APIRouter(prefix="/projects/{slug}", tags=["gold"])
Show = Annotated[Literal["", "used", "retired"], Query()]
After = Annotated[int, Query(ge=0, le=2**62)]
Source = Literal["cases", "unanimous"]


class PlanChanges(BaseModel):
    """What is to change; what is left out stays. `share` and `first`, in per cent of a person's new
    tasks: the floor (0: none is mixed in), and what somebody new begins with."""

    share: int = Field(0, ge=0, le=50, examples=[5])
    first: int = Field(20, ge=0, le=50, examples=[20])
    tells: bool = Field(False, description="Who fails one is told so, once it is final.")
    pause_below: int = Field(
        0, ge=0, le=99, description="Whose upper bound is lower is proposed for a pause; 0: nobody."
    )


class NewPromotion(BaseModel):
    """What is to be made gold at once. `after`: of tasks on which all agree, from which on."""

    source: Source
    most: int = Field(MOST, ge=1, le=MOST)
    after: int = Field(0, ge=0, le=2**62)


class Use(BaseModel):
    """Whether a gold task is mixed in; if not, why."""

    used: bool
    reason: BodyText = ""


class Decision(BaseModel):
    """`rekey` to an answer; `keep` it, for a reason; `ask` everybody, in words."""

    how: Literal["rekey", "keep", "ask"]
    answer: JsonValue = Field(None, examples=["hateful"])
    reason: BodyText = ""


@router.get("/gold")
async def read_gold(caller: Manager, show: Show = "", after: After = 0) -> GoldPage:
    """Gold with who fails it, how it is mixed in, and what is in doubt."""
    return await caller.read(show_gold, show, after)


@router.patch("/gold/plan", status_code=201, response_model=PlanView)
async def patch_plan(caller: Manager, request: Request, body: PlanChanges) -> Response:
    """Change how gold is mixed in."""

    def change(db: Session, actor: Actor) -> PlanView:
        changes: Any = body.model_dump(exclude_unset=True)
        return view_plan(plan_honeypots(db, actor, **changes))

    return await caller.reply(request, change)


@router.get("/gold/promotion")
async def read_promotion(caller: Manager, source: Source, after: After = 0) -> PromotionView:
    """How many could be made gold at once."""
    return await caller.read(show_promotion, source, after)


@router.post("/gold/promotion", status_code=201, response_model=dict[str, int])
async def post_promotion(caller: Manager, request: Request, body: NewPromotion) -> Response:
    """Make them gold; how many it were."""

    def act(db: Session, actor: Actor) -> dict[str, int]:
        return {"made": promote_golds(db, actor, **body.model_dump())}

    return await caller.reply(request, act)


@router.put("/tasks/{key}/gold/use", status_code=204)
async def put_use(caller: Manager, request: Request, key: UUID, body: Use) -> Response:
    """Mix a gold task in no more, or again."""
    if body.used:
        return await caller.reply(request, restore_gold, key)
    return await caller.reply(request, retire_gold, key, reason=body.reason)


@router.post("/gold/doubts/{number}/decision", status_code=201, response_model=GoldPage)
async def decide(caller: Manager, request: Request, number: Number, body: Decision) -> Response:
    """Decide on a trusted answer that good labelers fail."""

    def act(db: Session, actor: Actor) -> GoldPage:
        if body.how == "rekey":
            rekey_doubted(db, actor, number, answer=body.answer)
        elif body.how == "keep":
            keep_doubted(db, actor, number, reason=body.reason)
        else:
            ask_doubted(db, actor, number, key=new_ordered_id(), reason=body.reason)
        return show_gold(db, actor)

    return await caller.reply(request, act)
