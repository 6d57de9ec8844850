"""What is offered while a message is typed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.pages.suggestions import show_suggestions
from app.web.answers import fragment

router = APIRouter(prefix="/projects/{slug}/suggestions")


@router.get("")
async def read_suggestions(
    caller: Reader,
    mark: Annotated[Literal["@", "#", "R-", ":"], Query()],
    words: Annotated[ShortText, Query()] = "",
) -> Response:
    """People, questions and tasks, rulings and clauses, or emoji, that fit what is typed."""
    template, page = "messages/_suggestions.html", show_suggestions
    return await fragment(caller, template, "suggestions", page, mark, words)
