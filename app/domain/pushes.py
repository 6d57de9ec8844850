"""Web Push: what a browser gives us to be told by, and how long a push is tried and kept."""

import base64
import binascii
import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.domain.targets import parse_target
from app.domain.wrapping import is_point
from app.errors import Invalid
from app.languages import say

MOST_BROWSERS = 10
# what nobody could be told in so long is found in the bell
STALE = timedelta(hours=12)
TRIAL_STALE = timedelta(minutes=1)
STOP_AFTER = timedelta(days=3)
STOP_FAILURES = 10
LONGEST_WAIT = timedelta(hours=6)
JITTER = 0.2  # so that what failed together does not come back together
WAITS = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600))
GONE = (404, 410)
# a push service that answers so may take the same push later
LATER = (408, 425, 429)


def check_endpoint(endpoint: str, allowed: Collection[str] = ()) -> str:
    """Where a push service takes pushes for one browser: an address that may be called."""
    parse_target(endpoint, allowed)
    return endpoint


def check_key(text: str) -> str:
    """A browser's public key: a point of the curve P-256."""
    if not is_point(_decoded(text, 65, "p256dh")):
        raise Invalid(say("This is no key of a browser."), "p256dh")
    return text


def check_auth(text: str) -> str:
    """A browser's secret, which tells our pushes from others': 16 bytes."""
    _decoded(text, 16, "auth")
    return text


def is_for_later(status: int | None) -> bool:
    """Whether the same push may be taken later. None: nobody answered."""
    return status is None or status >= 500 or status in LATER


def wait_after(failures: int, asked: timedelta | None, chance: float) -> timedelta:
    """How long to leave a push service alone: longer each time, and no shorter than it asks, as far
    as that is sensible. `chance`: 0 to 1."""
    usual = WAITS[min(failures, len(WAITS)) - 1] * (1 + JITTER * chance)
    return min(max(usual, asked or timedelta()), LONGEST_WAIT)


def read_wait(text: str, at: datetime) -> timedelta | None:
    """What a Retry-After says: seconds, or a date; None when it cannot be read."""
    said = text.strip()
    if said.isascii() and said.isdecimal() and len(said) < 9:
        return timedelta(seconds=int(said))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(until - at, timedelta()) if until.tzinfo else None


def topic_of(secret: str, about: str) -> str:
    """The Topic of a push: a later one of the same topic takes the place of one that still waits at
    the push service. Made with the browser's secret, so that it tells that service nothing."""
    made = hashlib.sha256(f"{secret} {about}".encode()).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def _decoded(text: str, length: int, field: str) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != length:
        raise Invalid(say("This is not what a browser gives."), field)
    return found
