"""Why a label is what it is, in the browser."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.gate.caller import Number, Reader
from app.languages import say
from app.pages.grounds import show_grounds
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/tasks/{key}/labels")


@router.get("/{number}")
async def read_grounds(request: Request, caller: Reader, key: UUID, number: Number) -> Response:
    """Somebody's label with all that stands behind it, for staff; one's own is under My labels."""
    title = say("Why this label")
    return await show(request, caller, "grounds/show.html", title, show_grounds, key, number)
