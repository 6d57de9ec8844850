"""The outermost layer: size limits, cross-site refusal, security headers, request ids."""

import itertools
import re
import secrets
from collections.abc import Iterator, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.languages import negotiate, say, speak
from app.settings import Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
# Mailboxes post here for their people (RFC 8058), without cookies and from nowhere: the address's
# own signature is what allows it, and no cookie is looked at.
SIGNED = "/unsubscriptions/"
# Where a whole guideline is sent to.
_GUIDELINE = re.compile(
    r"/(?:guideline(?:/import|/push|/history)?|drafts/[0-9]{1,9}/(?:markdown|file))$"
)
HARDENED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
log = structlog.get_logger()


class Guard:
    """Wraps the whole app; what it refuses never reaches a route."""

    def __init__(self, app: ASGIApp, settings: Settings, script_sources: str) -> None:
        self.app = app
        self.settings = settings
        self.origin = settings.origin.rstrip("/")
        self.script_sources = script_sources
        self.request_ids = _request_ids()
        self.page_policy = (
            "default-src 'none'; style-src 'self'; "
            "img-src 'self' blob:; font-src 'self'; worker-src 'self'; manifest-src 'self'; "
            f"connect-src 'self' {_socket_origin(self.origin)}; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        if not scope["path"].startswith("/api/"):
            state["nonce"] = secrets.token_urlsafe(16)
        state["request_id"] = next(self.request_ids)
        headers = Headers(scope=scope)
        speak(negotiate(headers.get("accept-language", "")))
        if scope["type"] == "websocket":
            if headers.get("origin") not in (self.origin, None) or (
                headers.get("origin") is None and "cookie" in headers
            ):
                await send({"type": "websocket.close", "code": 4403})
                return
            await self.app(scope, receive, send)
            return
        await self._http(scope, receive, self._dress(scope, send), headers)

    async def _http(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        if scope["method"] not in SAFE and not self._same_site(headers, scope["path"]):
            why = say("This request came from another site and was refused; nothing was done.")
            await _problem(403, say("Cross-site request"), why)(scope, receive, send)
            return
        most = self._most(scope["path"])
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            await _too_large(most)(scope, receive, send)
            return
        try:
            await self.app(scope, _limited(receive, most), send)
        except _TooLarge:
            await _too_large(most)(scope, receive, send)
        except Exception:
            log.exception("request failed", request_id=scope["state"]["request_id"])
            why = say(
                "Something broke here, not with you. Request %(request)s.",
                request=scope["state"]["request_id"],
            )
            await _problem(500, say("Internal error"), why)(scope, receive, send)

    def _most(self, path: str) -> int:
        if path.startswith("/hooks/"):
            return self.settings.message_bytes
        if path.endswith("/imports"):
            return self.settings.import_bytes + 1_000_000
        if path.endswith("/pictures"):
            return self.settings.image_bytes + 1_000_000
        # a message may come with its files in one plain form, where scripts do not run
        if path.endswith("/files") or (path.endswith("/messages") and not path.startswith("/api/")):
            return self.settings.file_bytes + 1_000_000
        if _GUIDELINE.search(path):  # newlines, and all but ASCII, are longer as JSON and in forms
            return 2 * self.settings.guideline_bytes
        return self.settings.json_bytes

    def _same_site(self, headers: Headers, path: str) -> bool:
        """OWASP's check: fetch metadata first, then Origin; a token needs neither.

        Nor does a program that has no cookie to be misused: it sends JSON, which a page of
        another site can send only after asking, and is refused.
        """
        if headers.get("authorization", "")[:7].lower() == "bearer ":
            return True
        if path.startswith(
            (SIGNED, "/hooks/")
        ):  # opened by their address alone: no cookie to misuse
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin")
        if origin is None and path.startswith("/api/"):
            return "cookie" not in headers
        return origin is not None and origin == self.origin

    def _dress(self, scope: Scope, send: Send) -> Send:
        headers = [*HARDENED, (b"x-request-id", scope["state"]["request_id"].encode())]
        if not scope["path"].startswith(("/static/", "/assets/")):
            headers.append((b"cache-control", b"no-store"))
        headers.append((b"content-security-policy", self._policy(scope).encode()))

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                said = {name for name, _ in own}
                message["headers"] = [*own, *(each for each in headers if each[0] not in said)]
            await send(message)

        return dressed

    def _policy(self, scope: Scope) -> str:
        nonce = scope["state"].get("nonce")
        if nonce is None:  # data: nothing in it is to be run or shown
            return "default-src 'none'; frame-ancestors 'none'"
        return f"script-src 'nonce-{nonce}' {self.script_sources}; {self.page_policy}"


class _TooLarge(Exception):
    """The body went over the limit while it was being read."""


def _limited(receive: Receive, most: int) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _TooLarge
        return message

    return limited


def _request_ids() -> Iterator[str]:
    """Names for requests, to be found again in the log: nothing depends on their being secret."""
    start = secrets.token_hex(6)
    return (f"{start}{number:x}" for number in itertools.count())


def _socket_origin(origin: str) -> str:
    parts = urlsplit(origin)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"


def _problem(status: int, title: str, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


def _in_words(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


def _too_large(most: int) -> JSONResponse:
    return _problem(
        413,
        say("Too large"),
        say("At most %(most)s are taken here; nothing was kept.", most=_in_words(most)),
    )
