"""The objective over the API: what people value against what proxies reward."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.domain.inputs import Id
from app.domain.texts import ShortText
from app.gate.caller import Manager
from app.gate.objectives import ask_objective
from app.pages.objectives import ObjectiveView, show_objective

router = APIRouter(prefix="/projects/{slug}/objective", tags=["objective"])


@router.get("")
async def read_objective(
    request: Request,
    caller: Manager,
    value: Annotated[ShortText, Query()] = "",
    proxy: Annotated[Id | None, Query()] = None,
) -> ObjectiveView:
    """What we would optimise if we trained on a proxy: rank correlations with people's value, each
    with a 95 % interval; of pairs, how often the proxy prefers the side that people prefer, by
    majority (`people`) and by trusted answers (`trusted`), with what is left out; and of the proxy
    named (or the first) where they part most, the tenth it would choose, and what it favours.

    `value` is one of `aspects`: a dimension, or an answer whose share is meant. It is reckoned
    beside the work: ask again until `standing.is_stale` is false.
    """
    standing = await ask_objective(request, caller, value)
    return await caller.read(show_objective, value, standing, proxy)
