"""Gold in the browser, for the ML team: what there is, how it is mixed in, what is in doubt."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.doubts import ask_doubted, keep_doubted, rekey_doubted
from app.actions.golds import promote_golds, set_gold
from app.actions.honeypots import plan_honeypots
from app.actions.retirements import restore_gold, retire_gold
from app.clock import new_ordered_id
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.errors import Conflict, Invalid
from app.gate.caller import Caller, Manager, Number
from app.languages import say
from app.pages.honeypots import show_gold, show_golds_list
from app.pages.promotions import show_promotion
from app.queries.golds import get_named
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/gold")
PAGE, LIST = "honeypots/show.html", "honeypots/_golds.html"
Show = Annotated[str, Query(pattern="^(|used|retired)$")]
After = Annotated[int, Query(ge=0, le=2**62)]
Source = Annotated[str, Query(pattern="^(cases|unanimous)$")]


class PlanForm(BaseModel):
    """How gold is mixed in, as it is typed."""

    share: int = Field(ge=0, le=100)
    first: int = Field(ge=0, le=100)
    pause_below: int = Field(0, ge=0, le=100)
    tells: ShortText = ""


class GoldForm(BaseModel):
    """One more gold task."""

    external_id: ShortText = ""
    answer: ShortText = ""
    clause: ShortText = ""


class PromotionForm(BaseModel):
    """What is to be promoted."""

    source: ShortText = ""
    after: int = Field(0, ge=0, le=2**62)
    most: int = Field(ge=1, le=MOST_ORDINAL)


class DoubtForm(BaseModel):
    """What the ML team decides on a trusted answer."""

    how: ShortText = ""
    answer: ShortText = ""
    reason: BodyText = ""


@router.get("")
async def read_gold(
    request: Request,
    caller: Manager,
    show_: Annotated[Show, Query(alias="show")] = "",
    after: After = 0,
) -> Response:
    """The page."""
    return await show(request, caller, PAGE, say("Gold"), show_gold, show_, after)


@router.get("/list")
async def read_list(
    request: Request,
    caller: Manager,
    show_: Annotated[Show, Query(alias="show")] = "",
    after: After = 0,
) -> Response:
    """The part of it that follows what becomes final; as a page of its own, the page."""
    if not is_htmx(request):
        return see_other(request, f"/projects/{caller.slug}/gold")
    return await fragment(caller, LIST, "golds", show_golds_list, show_, after)


@router.post("")
async def add(request: Request, caller: Manager, form: Annotated[GoldForm, Form()]) -> Response:
    """Make a task gold by its external id, or give it another trusted answer."""

    def act(db: Session, actor: Actor) -> None:
        task = get_named(db, actor, form.external_id)
        if not form.answer:
            raise Invalid(say("Say which answer is the right one."), "answer")
        set_gold(db, actor, task.key, answer=form.answer, clause=form.clause)

    return await _done(request, caller, act, form.model_dump())


@router.post("/plan")
async def change_plan(
    request: Request, caller: Manager, form: Annotated[PlanForm, Form()]
) -> Response:
    """Change how gold is mixed in."""

    def act(db: Session, actor: Actor) -> None:
        tells = form.tells == "on"
        shares = {"share": form.share, "first": form.first, "pause_below": form.pause_below}
        plan_honeypots(db, actor, tells=tells, **shares)

    return await _done(request, caller, act, form.model_dump())


@router.get("/promotion")
async def read_promotion(
    request: Request, caller: Manager, source: Source, after: After = 0
) -> Response:
    """How many could be made gold at once, and of what kind."""
    template = "honeypots/promotion.html"
    return await show(request, caller, template, say("Promote"), show_promotion, source, after)


@router.post("/promotion")
async def promote(
    request: Request, caller: Manager, form: Annotated[PromotionForm, Form()]
) -> Response:
    """Make them gold."""
    await caller.write(promote_golds, source=form.source, after=form.after, most=form.most)
    return see_other(request, f"/projects/{caller.slug}/gold")


@router.post("/tasks/{key}")
async def change_use(
    request: Request,
    caller: Manager,
    key: UUID,
    used: Annotated[str, Form(pattern="^(yes|no)$")],
    reason: Annotated[ShortText, Form()] = "",
) -> Response:
    """Mix a gold task in no more, or again."""

    def act(db: Session, actor: Actor) -> None:
        if used == "yes":
            restore_gold(db, actor, key)
        else:
            retire_gold(db, actor, key, reason=reason)

    return await _done(request, caller, act, {"reason": reason}, f"-{key}")


@router.post("/doubts/{number}")
async def decide(
    request: Request, caller: Manager, number: Number, form: Annotated[DoubtForm, Form()]
) -> Response:
    """Another answer, the same one for a reason, or a question that everybody may discuss."""
    reason = form.reason.replace("\r\n", "\n")

    def act(db: Session, actor: Actor) -> None:
        if form.how == "rekey":
            rekey_doubted(db, actor, number, answer=form.answer)
        elif form.how == "ask":
            ask_doubted(db, actor, number, key=new_ordered_id(), reason=reason)
        else:
            keep_doubted(db, actor, number, reason=reason)

    return await _done(
        request, caller, act, {"answer": form.answer, "reason": reason}, f"-{number}"
    )


async def _done(
    request: Request,
    caller: Caller,
    act: Callable[[Session, Actor], None],
    typed: dict[str, Any],
    of: str = "",
) -> Response:
    """Do it and go back; what cannot be kept comes back as it was typed. `of`: how the ids of the
    form's fields end, where the page has several such forms."""
    try:
        await caller.write(act)
    except (Invalid, Conflict) as wrong:
        said = {f"{name}{of}": str(value) for name, value in typed.items()}
        field = wrong.detail.get("field")
        errors = {f"{field}{of}" if field else "": wrong.message}
        part = await show(request, caller, PAGE, say("Not saved"), show_gold, "", 0, said, errors)
        return HTMLResponse(part.body, wrong.status)
    return see_other(request, f"/projects/{caller.slug}/gold")
