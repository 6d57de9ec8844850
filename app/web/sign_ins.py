"""Signing in and out in the browser."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.actions.sign_ins import begin_sign_in, end_sign_in
from app.domain.texts import ShortText
from app.errors import NotFound, Refused, TooMany
from app.gate.caller import Somebody, doorkeeper
from app.gate.sign_ins import prove, set_cookie
from app.languages import say, spoken
from app.pages.accounts import SignInForm, show_demo_people
from app.queries.accounts import get_demo_account
from app.web.outside import show_stranger

router = APIRouter()


@router.get("/sign-in")
async def show_sign_in(request: Request, next: ShortText = "/") -> Response:
    """The sign-in page; who is signed in already goes on."""
    if await doorkeeper(request).find(request):
        return RedirectResponse(inside(next), 303)
    return await _form(request, SignInForm(next=inside(next)))


@router.post("/sign-in")
async def sign_in(
    request: Request,
    email: Annotated[ShortText, Form()] = "",
    password: Annotated[ShortText, Form()] = "",
    next: Annotated[ShortText, Form()] = "/",
) -> Response:
    """Sign in. What is wrong is not said in more detail than that: it would tell who has an
    account."""
    try:
        account = await prove(request, email, password)
    except Refused as why:
        form = SignInForm(email, inside(next), {"": why.message})
        told = await _form(request, form, why.status)
        if isinstance(why, TooMany):
            told.headers["retry-after"] = str(why.retry_after)
        return told
    agent = request.headers.get("user-agent", "")
    secret = await request.app.state.edge.write(
        0, begin_sign_in, account, agent=agent, language=spoken()
    )
    return set_cookie(request, RedirectResponse(inside(next), 303), secret)


@router.post("/sign-in/demo")
async def sign_in_to_demo(
    request: Request,
    account: Annotated[int, Form(ge=1, le=2**62)],
    next: Annotated[ShortText, Form()] = "/",
) -> Response:
    """One click, in demo mode only, as one of the demo's people only."""
    if not request.app.state.settings.demo:
        raise NotFound
    edge = request.app.state.edge
    found = await edge.read(get_demo_account, account)
    agent = request.headers.get("user-agent", "")
    secret = await edge.write(0, begin_sign_in, found, agent=agent, language=spoken())
    return set_cookie(request, RedirectResponse(inside(next), 303), secret)


@router.post("/sign-out")
async def sign_out(request: Request, caller: Somebody) -> Response:
    """End this session."""
    if caller.identity.sign_in_id:
        await caller.write(end_sign_in, caller.identity.sign_in_id)
    doorkeeper(request).forget()
    gone = RedirectResponse("/sign-in?done=signed-out", 303)
    return set_cookie(request, gone, "")


def inside(url: str) -> str:
    """A path on this site, or its front page: a sign-in must not send anybody elsewhere."""
    parts = urlsplit(url.replace("\\", "/"))
    strange = parts.scheme or parts.netloc or not url.startswith("/") or "//" in url[:2]
    return "/" if strange or any(ord(each) < 33 for each in url) else url


async def _form(request: Request, form: SignInForm, status: int = 200) -> Response:
    demo: tuple[tuple[int, str, str], ...] = ()
    if request.app.state.settings.demo:
        demo = await request.app.state.edge.read(show_demo_people)
    view = SignInForm(form.email, form.next, form.errors, demo)
    return show_stranger(request, "sign_in/show.html", say("Sign in"), view, status=status)
