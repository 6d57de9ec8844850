"""How the web door answers: a page, a fragment, or a way on."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.roles import Actor
from app.gate.caller import Caller
from app.pages.frames import frame_project
from app.pages.render import render

P = ParamSpec("P")


async def show(
    request: Request,
    caller: Caller,
    template: str,
    title: str,
    page: Callable[Concatenate[Session, Actor, P], Any],
    *args: P.args,
    **kw: P.kwargs,
) -> Response:
    """A whole page: its frame and its view, from one consistent reading.

    The template gets `page` (the frame) and `view` (what the page function returned). The live
    topics are the view's `topics`, where it has any.
    """
    settings = request.app.state.settings

    def build(db: Session, actor: Actor) -> str:
        nonce, path = request.state.nonce, request.url.path
        frame = frame_project(db, actor, title, nonce=nonce, path=path, settings=settings)
        view = page(db, actor, *args, **kw)
        frame = frame.listening(tuple(getattr(view, "topics", ())))
        return render(template, {"page": frame, "view": view})

    return HTMLResponse(await caller.read(build))


async def fragment(
    caller: Caller,
    template: str,
    noun: str,
    page: Callable[Concatenate[Session, Actor, P], Any],
    *args: P.args,
    **kw: P.kwargs,
) -> Response:
    """One fragment, with its one variable named as its noun."""

    def build(db: Session, actor: Actor) -> str:
        return render(template, {noun: page(db, actor, *args, **kw)})

    return HTMLResponse(await caller.read(build))


def see_other(request: Request, url: str) -> Response:
    """After a write: go and look. The browser loads the page anew: with HX-Location htmx would swap
    the body, and with it the element that the live socket stands on."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": url})
    return RedirectResponse(url, 303)


def is_htmx(request: Request) -> bool:
    """Whether a fragment is enough: the page around it is already there. A form that is kept takes
    a whole page, whose middle it shows."""
    takes_page = request.method != "GET" and request.headers.get("hx-request-type") == "full"
    return "hx-request" in request.headers and not takes_page
