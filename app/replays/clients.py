"""Asking the API: one person, one token."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2

from app.errors import Conflict, Refused, TooMany, Unavailable

PATIENCE = 60.0


class Client:
    """A person's way to the API of one server; inside a project after `within`."""

    def __init__(self, url: str, token: str | None, root: str = "/api/v1") -> None:
        self.url, self.token, self.root = url, token, root
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=PATIENCE)

    def within(self, slug: str) -> "Client":
        """The same person inside a project."""
        return Client(self.url, self.token, f"/api/v1/projects/{slug}")

    def get(self, path: str, **query: Any) -> Any:
        """What is there."""
        return self._ask("GET", path, params=query).json()

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Do something; gives what came of it."""
        reply = self._ask("POST", path, json=body if body is not None else {}, params=query)
        return reply.json() if reply.content else None

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return self._ask("PATCH", path, json=body).json()

    def put(self, path: str, body: Any) -> Any:
        """Set something."""
        reply = self._ask("PUT", path, json=body)
        return reply.json() if reply.content else None

    def send(self, path: str, content: bytes | Iterator[bytes], **query: Any) -> Any:
        """Upload a file."""
        return self._ask("POST", path, content=content, params=query).json()

    def lines(self, path: str) -> Iterator[str]:
        """An export, line by line."""
        with self._http.stream("GET", self.root + path) as reply:
            if reply.status_code >= 400:
                reply.read()
                raise self._refusal(reply)
            yield from reply.iter_lines()

    def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        until = time.monotonic() + PATIENCE
        while True:
            reply = self._http.request(method, self.root + path, **more)
            if reply.status_code < 400:
                return reply
            refusal = self._refusal(reply)
            if not isinstance(refusal, TooMany) or time.monotonic() > until:
                raise refusal
            time.sleep(refusal.retry_after)  # the server said when to come back

    def _refusal(self, reply: httpx2.Response) -> Refused:
        try:
            told = reply.json()
        except ValueError:
            told = {}
        what = f"{reply.request.method} {reply.request.url.path}"
        message = f"{what}: {reply.status_code} {told.get('detail', reply.text[:200])}"
        if reply.status_code == 429:
            return TooMany(message, int(reply.headers.get("retry-after", "1")))
        if reply.status_code == 409:
            return Conflict(message, **{k: v for k, v in told.items() if k != "detail"})
        return Unavailable(message) if reply.status_code >= 500 else Refused(message)
