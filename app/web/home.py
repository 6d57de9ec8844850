"""The front page."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.gate.caller import Somebody
from app.languages import say
from app.pages.home import show_home
from app.web.outside import show_outside

router = APIRouter()


@router.get("/")
async def show(request: Request, caller: Somebody) -> Response:
    """One's projects, and what waits in each."""
    return await show_outside(request, caller, "home/show.html", say("Projects"), show_home)
