"""How the web door answers outside a project, and to people who are not signed in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.domain.roles import Actor
from app.gate.caller import Caller
from app.languages import lookup
from app.pages.outside import DONE, frame_outside, frame_stranger
from app.pages.render import render

P = ParamSpec("P")


async def show_outside(
    request: Request,
    caller: Caller,
    template: str,
    title: str,
    page: Callable[Concatenate[Session, Actor, P], Any],
    *args: P.args,
    **kw: P.kwargs,
) -> Response:
    """A whole page for somebody signed in, outside their projects."""
    settings = request.app.state.settings

    def build(db: Session, actor: Actor) -> str:
        nonce, path = request.state.nonce, request.url.path
        frame = frame_outside(db, actor, title, nonce=nonce, path=path, settings=settings)
        frame = replace(frame, flash=lookup(DONE.get(request.query_params.get("done", ""), "")))
        return render(template, {"page": frame, "view": page(db, actor, *args, **kw)})

    return HTMLResponse(await caller.read(build))


def show_stranger(
    request: Request, template: str, title: str, view: Any, *, status: int = 200
) -> Response:
    """A whole page for somebody who is not signed in."""
    settings = request.app.state.settings
    nonce, path = request.state.nonce, request.url.path
    frame = frame_stranger(title, nonce=nonce, path=path, settings=settings)
    frame = replace(frame, flash=lookup(DONE.get(request.query_params.get("done", ""), "")))
    return HTMLResponse(render(template, {"page": frame, "view": view}), status)
