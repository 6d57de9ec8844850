"""One request out of the house: to a checked address, once, and of the answer only its status.

Every address of a name must be public, and the connection goes to one of those that were looked
at: a name that is asked for twice may answer differently the second time. Redirects are not
followed and the answer's body is not read, so that nobody can look into the network from outside.
Beside the status only one line of it counts: when to come again.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta

from app.actions.deliveries import Outcome
from app.clock import now
from app.domain.pushes import read_wait
from app.domain.targets import Target, parse_target
from app.errors import Invalid
from app.gate.targets import NotPublic, Resolve, list_addresses, resolve
from app.settings import Settings

MOST_INTERIM = 10  # answers such as 103 that may come before the answer
MOST_HEADERS = 100
BUSY = (429, 503)  # with these a receiver may say when to come again
LONGEST_LINE = 16_384
# the first that fits; all are kinds of OSError, but for those of asyncio
PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "slow"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "insecure"),
    (socket.gaierror, "unknown"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "closed"),
    (asyncio.IncompleteReadError, "closed"),
    (asyncio.LimitOverrunError, "unreadable"),
    (UnicodeError, "unknown"),
    (ValueError, "unreadable"),
    (OSError, "unreachable"),
)


class Outgoing:
    """What sends. `hosts`: those that may be private, if others than webhooks may go to. `resolve`
    and `trust` (whose certificates are believed) are for tests."""

    def __init__(
        self,
        settings: Settings,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
        *,
        hosts: frozenset[str] | None = None,
        seconds: float | None = None,
    ) -> None:
        self.intranet = settings.intranet if hosts is None else hosts
        self.seconds = seconds or settings.webhook_seconds
        self._resolve = resolve
        self._trust = trust

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Send a body; whatever happens is an outcome, never an error."""
        loop = asyncio.get_running_loop()
        began, status, problem, wait = loop.time(), None, "", None
        try:
            async with asyncio.timeout(self.seconds):
                target = parse_target(url, self.intranet)
                status, wait = await self._post(target, headers, body)
        except Invalid:
            problem = "invalid"
        except NotPublic:
            problem = "private"
        except tuple(kind for kind, _ in PROBLEMS) as why:
            problem = next(name for kind, name in PROBLEMS if isinstance(why, kind))
        return Outcome(status, problem, round(loop.time() - began, 3), wait)

    async def _post(
        self, target: Target, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, timedelta | None]:
        reader, writer = await self._connect(target)
        try:
            writer.write(_head(target, headers, len(body)) + body)
            await writer.drain()
            status = await _read_status(reader)
            return status, await _read_wait(reader) if status in BUSY else None
        finally:
            writer.transport.abort()  # what else it says is not listened to

    async def _connect(self, target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        addresses = await list_addresses(target, self.intranet, self._resolve)
        tls = self._context() if target.is_secure else None
        name = target.host if target.is_secure else None
        failed: OSError = ConnectionRefusedError()
        for address in addresses:
            try:
                return await asyncio.open_connection(
                    address, target.port, ssl=tls, server_hostname=name, limit=LONGEST_LINE
                )
            except OSError as why:
                failed = why
        raise failed

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:  # reads a file of all authorities: once, and only where needed
            self._trust = ssl.create_default_context()
        return self._trust


def _head(target: Target, headers: Mapping[str, str], length: int) -> bytes:
    lines = {
        "host": target.authority,
        "user-agent": "Precedent-Webhooks/1",
        "content-type": "application/json",
        "content-length": str(length),
        "connection": "close",
        **headers,
    }
    said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target.path} HTTP/1.1\r\n{said}\r\n".encode("ascii")


async def _read_status(reader: asyncio.StreamReader) -> int:
    """The status of the answer; ValueError for what is none."""
    for _ in range(MOST_INTERIM):
        line = await reader.readuntil(b"\n")
        version, _, rest = line.partition(b" ")
        if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
            raise ValueError
        status = int(rest[:3])
        if status >= 200:
            return status
        while (await reader.readuntil(b"\n")).strip():
            pass
    raise ValueError


async def _read_wait(reader: asyncio.StreamReader) -> timedelta | None:
    """When to come again, if the answer says so and can be read."""
    try:
        for _ in range(MOST_HEADERS):
            name, _, value = (await reader.readuntil(b"\n")).decode("latin-1").partition(":")
            if not name.strip():
                break
            if name.strip().lower() == "retry-after":
                return read_wait(value, now())
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass
    return None
