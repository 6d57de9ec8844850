"""Searching everything over the API."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.pages.searches import SearchView, show_search

router = APIRouter(prefix="/projects/{slug}/search", tags=["search"])


@router.get("")
async def search(
    caller: Reader,
    q: Annotated[ShortText, Query()],
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> SearchView:
    """Messages, tasks, questions, rulings, clauses and people, as far as you may read them, newest
    first: words, "phrases", and operators such as `from:Lin in:lounge after:2026-01-31`."""
    return await caller.read(show_search, q, before)
