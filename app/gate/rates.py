"""How often somebody may ask: per address for strangers, per account for everybody else.

Counted in memory, or in Redis where several processes share the counts.
"""

import re
import time
from collections.abc import Collection

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection

from app.errors import TooMany
from app.languages import mark, say
from app.settings import Settings

log = structlog.get_logger()
WRITES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("messages", re.compile(r"/messages$")),
    ("imports", re.compile(r"/imports$")),
    ("files", re.compile(r"/projects/[^/]+/files$")),
)
# addresses that search, and the parts of their query that make it one
SEARCHES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"/projects/[^/]+/tasks$"), frozenset({"external_id", "text", "field", "value"})),
    (re.compile(r"/projects/[^/]+/labels$"), frozenset({"words"})),
    (re.compile(r"/projects/[^/]+/guideline/clauses$"), frozenset({"q"})),
    (re.compile(r"/projects/[^/]+/search$"), frozenset({"q"})),
    (re.compile(r"/tasks/[^/]+/askable$"), frozenset({"note"})),
)
EXPORTS = re.compile(r"/exports/[a-z]+\.[a-z]+$")
HUMANE = {
    "messages": mark("That is a lot of messages in one minute."),
    "imports": mark("That is a lot of imports in one hour."),
    "files": mark("That is a lot of files in one day."),
    "exports": mark("That is a lot of exports in one hour."),
    "api": mark("That is a lot of calls in one minute."),
    "pages": mark("That is a lot of pages in one minute."),
    "searches": mark("That is a lot of searches in one minute."),
    "handshakes": mark("That is a lot of connections in one minute."),
    "bridge": mark("That is a lot of messages through one bridge in one minute."),
    "sign-in": mark("Too many tries to sign in."),
}


class Rates:
    """The counts of this instance."""

    def __init__(self, settings: Settings) -> None:
        self._near = FixedWindowRateLimiter(MemoryStorage())
        self._shared = self._near
        if settings.redis:
            storage = storage_from_string(
                f"async+{settings.redis}", implementation="redispy", wrap_exceptions=True
            )
            self._shared = FixedWindowRateLimiter(storage)
        self._limits: dict[str, RateLimitItem | None] = {
            "pair": _per(RateLimitItemPerMinute, settings.sign_ins_per_pair),
            "address": _per(RateLimitItemPerMinute, settings.sign_ins_per_minute),
            "messages": _per(RateLimitItemPerMinute, settings.messages_per_minute),
            "api": _per(RateLimitItemPerMinute, settings.api_per_minute),
            "pages": _per(RateLimitItemPerMinute, settings.pages_per_minute),
            "searches": _per(RateLimitItemPerMinute, settings.searches_per_minute),
            "handshakes": _per(RateLimitItemPerMinute, settings.handshakes_per_minute),
            "bridge": _per(RateLimitItemPerMinute, settings.bridge_messages_per_minute),
            "exports": _per(RateLimitItemPerHour, settings.exports_per_hour),
            "imports": _per(RateLimitItemPerHour, settings.imports_per_hour),
            "files": _per(RateLimitItemPerDay, settings.files_per_day),
        }

    async def spend(self, limit: str, who: str, what: str = "") -> None:
        """Count one; raises TooMany, saying when to come back, once there were too many."""
        item = self._limits[limit]
        if item is None:
            return
        try:
            left = await self._spend(self._shared, item, limit, who)
        except StorageError:
            # counting is there to protect: without it we count here, and let people work
            log.warning("rates are counted in this process only: Redis does not answer")
            left = await self._spend(self._near, item, limit, who)
        if left:
            much = say(HUMANE[what or limit])
            wait = say("Nothing was lost; go on in %(time)s.", time=_in_words(left))
            raise TooMany(f"{much} {wait}", left)

    async def spend_request(self, connection: HTTPConnection, account_id: int) -> None:
        """Count a request of somebody signed in towards every limit it falls under."""
        if connection.scope["type"] != "http":
            return  # sockets count their own handshakes
        path = connection.scope["path"]
        asked = connection.query_params.multi_items() if connection.scope["query_string"] else ()
        filled = {name for name, value in asked if value}
        for limit in kinds(connection.scope["method"], path, filled):
            # a whole export is a dozen files: each file has its own count
            file = path.removeprefix("/api/v1").rsplit(".", 1)[0] if limit == "exports" else ""
            await self.spend(limit, f"{account_id} {file}".strip())

    async def spend_sign_in(self, connection: HTTPConnection, name: str) -> None:
        """Count a try to sign in, by address and name, and by address alone."""
        address = connection.client.host if connection.client else "nowhere"
        await self.spend("address", address, "sign-in")
        await self.spend("pair", f"{address} {name.strip().lower()[:200]!a}", "sign-in")

    async def _spend(
        self, counter: FixedWindowRateLimiter, item: RateLimitItem, limit: str, who: str
    ) -> int:
        """0, or in how many seconds to come back."""
        if await counter.hit(item, limit, who):
            return 0
        window = await counter.get_window_stats(item, limit, who)
        return max(1, int(window.reset_time - time.time()) + 1)


def kinds(method: str, path: str, filled: Collection[str] = ()) -> list[str]:
    """The limits that a request of somebody signed in counts towards. `filled`: the parts of its
    query that say something."""
    found = ["api" if path.startswith("/api/") else "pages"]
    if method == "POST":
        found += [kind for kind, pattern in WRITES if pattern.search(path)]
    elif any(names & set(filled) and pattern.search(path) for pattern, names in SEARCHES):
        found.append("searches")
    return [*found, "exports"] if EXPORTS.search(path) else found


def _per(item: type[RateLimitItem], most: int) -> RateLimitItem | None:
    """At most this many; 0 means any number."""
    return item(most) if most else None


def _in_words(seconds: int) -> str:
    """How long to wait, in a unit that people count in."""
    if seconds < 120:
        return say("%(count)s seconds", count=seconds)
    if seconds < 7200:
        return say("%(count)s minutes", count=-(-seconds // 60))
    return say("%(count)s hours", count=-(-seconds // 3600))
