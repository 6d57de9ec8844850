"""Asking the API: one person, one token."""

import time
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import httpx2

from app.errors import Conflict, Refused, TooMany, Unavailable

PATIENCE = 60.0
# a token that cannot stand in a header is a UnicodeError
UNASKED = (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError)
LONG = 600.0  # an import is answered when its last line is in


class Client:
    """A person's way to the API of one server; inside a project after `within`. Where the server
    asks to wait, it waits up to `patience` seconds and says so to `tell`."""

    def __init__(self, url: str, token: str | None, root: str = "/api/v1") -> None:
        self.url, self.token, self.root = url, token, root
        self.patience = PATIENCE
        self.tell: Callable[[str], None] = lambda _: None
        try:
            self._http = httpx2.Client(base_url=url, timeout=PATIENCE)
        except (httpx2.InvalidURL, ValueError) as why:
            raise Unavailable(f"{url} is no address of a server: {why}.") from why

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def within(self, slug: str) -> "Client":
        """The same person inside a project."""
        return self.become(self.token, f"/api/v1/projects/{slug}")

    def become(self, token: str | None, root: str = "/api/v1") -> "Client":
        """Somebody else on the same server, by the same connections; nobody yet without a token."""
        other = copy(self)
        other.token, other.root = token, root
        return other

    def get(self, path: str, **query: Any) -> Any:
        """What is there."""
        return _json(self._ask("GET", path, params=query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Do something; gives what came of it."""
        return _json(self._ask("POST", path, json=body if body is not None else {}, params=query))

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return _json(self._ask("PATCH", path, json=body))

    def put(self, path: str, body: Any) -> Any:
        """Set something."""
        return _json(self._ask("PUT", path, json=body))

    def send(self, path: str, content: bytes | Iterator[bytes], **query: Any) -> Any:
        """Upload a file. What comes in pieces is sent once: they are gone after that."""
        sending = {"content": content, "params": query, "timeout": LONG}
        patience = self.patience if isinstance(content, bytes) else 0
        return _json(self._ask("POST", path, patience, **sending))

    def lines(self, path: str) -> Iterator[str]:
        """An export, line by line."""
        until = time.monotonic() + self.patience
        while True:
            try:
                url, headers = self.root + path, self._headers
                with self._http.stream("GET", url, headers=headers) as reply:
                    if reply.status_code < 400:
                        yield from reply.iter_lines()
                        return
                    reply.read()
            except UNASKED as why:
                raise self._silence(why) from why
            self._wait(_refusal(reply), until)

    def _ask(
        self, method: str, path: str, patience: float | None = None, **more: Any
    ) -> httpx2.Response:
        until = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            try:
                url = self.root + path
                reply = self._http.request(method, url, headers=self._headers, **more)
            except UNASKED as why:
                raise self._silence(why) from why
            if reply.status_code < 400:
                return reply
            self._wait(_refusal(reply), until)

    def _wait(self, refusal: Refused, until: float) -> None:
        """The server said when to come back; raises what is no matter of time."""
        if not isinstance(refusal, TooMany):
            raise refusal
        if time.monotonic() + refusal.retry_after > until:
            raise refusal
        if refusal.retry_after > 1:
            self.tell(f"the server asks to wait {refusal.retry_after:,} seconds")
        time.sleep(refusal.retry_after)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def _silence(self, why: Exception) -> Unavailable:
        return Unavailable(f"{self.url} does not answer: {why or type(why).__name__}")


def _json(reply: httpx2.Response) -> Any:
    if not reply.content:
        return None
    try:
        return reply.json()
    except ValueError as why:
        what = f"{reply.request.method} {reply.request.url}"
        raise Unavailable(f"{what}: the answer is not JSON; is this a Precedent server?") from why


def _refusal(reply: httpx2.Response) -> Refused:
    try:
        told = reply.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = {}
    what = f"{reply.request.method} {reply.request.url.path}"
    words = told.get("detail") or " ".join(reply.text.split())[:200] or reply.reason_phrase
    message = f"{what}: {reply.status_code} {words}"
    if reply.status_code == 429:
        return TooMany(message, int(reply.headers.get("retry-after", "1")))
    if reply.status_code == 409:
        return Conflict(message, **{k: v for k, v in told.items() if k != "detail"})
    return Unavailable(message) if reply.status_code >= 500 else Refused(message)
