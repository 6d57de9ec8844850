"""The project as it stood, in the browser."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.languages import say
from app.pages.moments import show_moment
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/as-of")


@router.get("")
async def read_moment(
    request: Request,
    caller: Reader,
    at: ShortText = "",
    clock: ShortText = "",
    zone: ShortText = "",
) -> Response:
    """The guideline and the labels as of a version, a relabel's end, a day or an instant. `clock`
    is a time of the day in `at`, which a form sends beside it."""
    said = f"{at.strip()}T{clock.strip()}" if clock.strip() else at
    title = say("As of")
    return await show(request, caller, "moments/show.html", title, show_moment, said, zone)
