"""Setting a password: the present one proved, the new one checked and hashed."""

from starlette.requests import Request

from app.domain.passwords import check_password
from app.errors import Forbidden
from app.gate.caller import Caller
from app.gate.passwords import hash_password, verify_password
from app.gate.rates import Rates
from app.languages import say
from app.queries.accounts import find_password


async def prepare(
    request: Request, caller: Caller, *, present: str, password: str, email: str
) -> str:
    """The hash of a new password; raises Forbidden unless the present one is given, where there
    is one: an unlocked screen is not enough to take an account over."""
    rates: Rates = request.app.state.rates
    await rates.spend_sign_in(request, f"account {caller.identity.account_id}")
    stored = await caller.read(find_password)
    if stored is not None and not await verify_password(stored, present[:200]):
        raise Forbidden(
            say("This is not your present password. Nothing was changed."), field="present"
        )
    return await hash_password(check_password(password, name=caller.identity.name, email=email))
