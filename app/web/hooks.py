"""The address of a bridge: other programs post there, and what they say stands in a thread."""

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from app.domain.texts import ShortText
from app.gate.bridges import take_in

router = APIRouter(prefix="/hooks")


@router.post("/{token}")
async def receive(request: Request, token: ShortText) -> Response:
    """Take a message in. `ok` is what programs that write to Slack expect to read."""
    await take_in(request, token)
    return PlainTextResponse("ok")
