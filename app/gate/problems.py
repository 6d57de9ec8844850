"""How a refusal is told: RFC 9457 to programs, a toast or a page to people."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.errors import NotFound, Refused, Unknown
from app.languages import lookup, mark, say
from app.records.disks import find_full

OF_STARLETTE = mark("Not Found"), mark("Method Not Allowed")
PROGRAMS = ("/api/", "/hooks/", "/feeds/")  # who calls there reads no pages
Show = Callable[[Request, int, str, str], str]


def install(app: FastAPI, show: Show) -> None:
    """Teach the app to tell refusals. `show(request, status, title, message)` draws the page."""
    tell = partial(_tell, show)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        is_page = request.method == "GET" and not request.url.path.startswith("/api/")
        if isinstance(error, Unknown) and is_page and "hx-request" not in request.headers:
            return RedirectResponse(sign_in_at(request), 303)
        told = tell(request, error.status, say(error.title), error.message, error.detail)
        if "retry_after" in error.detail:
            told.headers["retry-after"] = str(error.detail["retry_after"])
        return told

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # where and why, never what: the input may hold what JSON cannot carry back
        wrong = [{"at": _place(each["loc"]), "why": str(each["msg"])} for each in error.errors()]
        message = "; ".join(f"{each['at']}: {each['why']}" for each in wrong[:5])
        return tell(request, 422, say("Not valid"), message, {"errors": wrong})

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = lookup(str(error.detail))  # Starlette's own words
        message = NotFound().message if error.status_code == 404 else title
        return tell(request, error.status_code, title, message, {})

    async def of_the_disk(request: Request, error: Exception) -> Response:
        full = find_full(error)
        if full is None:
            raise error
        return tell(request, full.status, say(full.title), full.message, {})

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(OSError, of_the_disk)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)


def sign_in_at(request: Request) -> str:
    """Where to sign in, and come back from there: to the page that was asked for, or whose form it
    was. Only a page of ours: a form can be sent from anywhere."""
    page = request.url
    if request.method != "GET":
        page = URL(request.headers.get("referer", ""))
        origin = urlsplit(request.app.state.settings.origin)
        if (page.scheme, page.netloc) != (origin.scheme, origin.netloc):
            return "/sign-in"
    query = f"?{page.query}" if page.query else ""
    return f"/sign-in?next={quote(page.path + query, safe='/')}"


def _tell(
    show: Show, request: Request, status: int, title: str, message: str, detail: Any
) -> Response:
    if request.url.path.startswith(PROGRAMS) or _wants_json(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": message}
        return JSONResponse(body | detail, status, media_type="application/problem+json")
    if "hx-request" in request.headers:
        told: dict[str, Any] = {"toast": {"text": message, "tone": "bad"}}
        if isinstance(detail, dict) and "field" in detail:
            told["refused"] = {"field": detail["field"], "text": message}
        headers = {"HX-Reswap": "none", "HX-Trigger": json.dumps(told)}
        return HTMLResponse("", status, headers=headers)
    return HTMLResponse(show(request, status, title, message), status)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _place(where: tuple[Any, ...]) -> str:
    return ".".join(str(each).encode("utf-8", "replace").decode() for each in where)
