"""Signatures of webhooks, after Standard Webhooks: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from app.languages import say

SECRET_PREFIX = "whsec_"  # noqa: S105  lets people and scanners tell what a leaked text is
VERSION = "v1"
TOLERANCE = timedelta(minutes=5)
ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
LONGEST_ID = 200


def write_secret(random: bytes) -> str:
    """Random bytes as a secret that both sides keep."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


def sign(secret: str, id: str, at: int, body: bytes) -> str:
    """One signature, `v1,` and base64. `at` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    made = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256)
    return f"{VERSION},{base64.b64encode(made.digest()).decode()}"


def sign_headers(secrets: Iterable[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers; while a secret is being changed, one signature for each."""
    seconds = int(at.timestamp())
    signatures = " ".join(sign(each, id, seconds, body) for each in secrets)
    return {ID: id, TIME: str(seconds), SIGNATURE: signatures}


def find_fault(secret: str, headers: Mapping[str, str], body: bytes, at: datetime) -> str:
    """Why a signed request cannot be believed, in words; nothing when it can."""
    id, time = headers.get(ID, ""), headers.get(TIME, "")
    given = [each.partition(",") for each in headers.get(SIGNATURE, "").split()]
    if not (id and time and given):
        return say(
            "This bridge takes signed requests only: %(id)s, %(time)s and %(signature)s "
            "are needed.",
            id=ID,
            time=TIME,
            signature=SIGNATURE,
        )
    if len(id) > LONGEST_ID or not (time.isdecimal() and time.isascii() and len(time) < 12):
        return say("%(id)s or %(time)s cannot be read.", id=ID, time=TIME)
    if abs(at.timestamp() - int(time)) > TOLERANCE.total_seconds():
        return say("%(time)s is more than five minutes off; nothing was kept.", time=TIME)
    wanted = sign(secret, id, int(time), body).partition(",")[2].encode()
    candidates = [value for version, _, value in given if version == VERSION]
    if any(hmac.compare_digest(wanted, _plain(each)) for each in candidates):
        return ""
    return say("The signature does not fit this body and secret; nothing was kept.")


def is_secret(text: str) -> bool:
    """Whether a text is a secret that can sign: `whsec_` and base64 of 24 to 64 bytes."""
    if not text.startswith(SECRET_PREFIX):
        return False
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return 24 <= len(key) <= 64


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "replace")
