"""Browsers that are told although no tab is open: the account page's buttons, and their script."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.actions.pushes import send_trial
from app.actions.subscriptions import remove_subscription
from app.errors import NotFound, Refused
from app.gate.caller import Number, Steward
from app.web.accounts import show_again
from app.web.answers import see_other

router = APIRouter()
WORKER = Path(__file__).parents[2] / "static" / "js" / "worker.js"
# it runs without a page: it asks our own server, and fetches nothing else
POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"


@router.get("/worker.js")
async def get_worker() -> Response:
    """The service worker. It stands at the root because it may only look after what is below."""
    headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
    return FileResponse(WORKER, media_type="text/javascript", headers=headers)


@router.post("/account/subscriptions/{number}/trial")
async def try_one(request: Request, caller: Steward, number: Number) -> Response:
    """Send a browser something harmless."""
    try:
        await caller.write(send_trial, number)
    except NotFound:
        raise
    except Refused as why:
        return await show_again(request, caller, why)
    return see_other(request, "/account?done=trial#browsers")


@router.post("/account/subscriptions/{number}/removal")
async def remove_one(request: Request, caller: Steward, number: Number) -> Response:
    """Tell a browser nothing more."""
    await caller.write(remove_subscription, number)
    return see_other(request, "/account?done=untold#browsers")
