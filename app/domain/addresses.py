"""Mail addresses: what can be one, and the signed words that links in mails carry."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say

LONGEST = 254
# what mail servers everywhere take before the @: letters, digits and a few signs
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
SIGNED = re.compile(r"(\d{1,18})-([a-z]+)-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link in a mail says: whose it is, what it is for, and the proof."""

    account_id: int
    purpose: str
    proof: str


def check_address(typed: str) -> str:
    """An address that mail can be sent to; its domain in the form that servers use."""
    plain = check_text(typed, most=1000, field="address").strip()
    local, _, domain = plain.rpartition("@")
    try:
        host = domain.encode("idna").decode().lower()
    except UnicodeError:
        host = ""
    fits = len(local) <= 64 and len(local) + len(host) < LONGEST
    if not (fits and LOCAL.fullmatch(local) and DOMAIN.fullmatch(host)):
        raise Invalid(say("A mail address is written like lin@example.org."), "address")
    return f"{local}@{host}"


def is_address(text: str) -> bool:
    """Whether mail could be sent there."""
    try:
        return bool(check_address(text))
    except Invalid:
        return False


def sign(account_id: int, purpose: str, secret: str) -> str:
    """What a link carries: readable, and made by nobody who lacks the address's secret. It stays
    the same however often a mail is sent."""
    return f"{account_id}-{purpose}-{_proof(account_id, purpose, secret)}"


def read_pass(text: str) -> Pass | None:
    """What a link says, whether or not it is true."""
    found = SIGNED.fullmatch(text)
    return Pass(int(found[1]), found[2], found[3]) if found else None


def holds(said: Pass, secret: str) -> bool:
    """Whether a link was made with this secret."""
    return hmac.compare_digest(said.proof, _proof(said.account_id, said.purpose, secret))


def _proof(account_id: int, purpose: str, secret: str) -> str:
    words = f"{account_id}\n{purpose}"
    return hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
