"""Proving who one is with a password, and the cookie that remembers it."""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from app.domain.passwords import LONGEST
from app.errors import Unknown
from app.gate.passwords import verify_password
from app.gate.rates import Rates
from app.languages import mark, say
from app.queries.accounts import find_account_by_email
from app.records.accounts import Account
from app.settings import Settings

R = TypeVar("R", bound=Response)
WRONG = mark("This name and password do not go together. Nothing else was changed; try again.")


async def prove(request: Request, email: str, password: str) -> Account:
    """The account of whoever knows its password.

    Raises Unknown alike for a wrong name and a wrong password, in the same time, and TooMany.
    """
    rates: Rates = request.app.state.rates
    await rates.spend_sign_in(request, email)
    account: Account | None = None
    if "\x00" not in email and email.isprintable():
        account = await request.app.state.edge.read(find_account_by_email, email)
    stored = account.password_hash if account and account.disabled_at is None else None
    fits = len(password) <= LONGEST
    if not await verify_password(stored, password if fits else "") or account is None:
        raise Unknown(say(WRONG))
    return account


def set_cookie(request: Request, response: R, secret: str) -> R:
    """Remember a session in the browser, or forget it where the secret is empty."""
    settings: Settings = request.app.state.settings
    name = request.app.state.doorkeeper.cookie
    age = int(settings.session_days * 86_400) if secret else 0
    response.set_cookie(
        name,
        secret,
        max_age=age,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response
