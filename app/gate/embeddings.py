"""An endpoint that turns texts into vectors, asked with a time limit: it may help, never hinder."""

import asyncio
import ssl
from collections.abc import Sequence

import httpx2
import msgspec
import structlog

from app.domain.meanings import Vector, parse_vectors
from app.domain.targets import Target, parse_target
from app.errors import Invalid
from app.gate.targets import NotPublic, Resolve, list_addresses, resolve
from app.settings import Settings

REST = 30.0  # seconds that nobody asks after it has failed
MOST_BYTES = 16_000_000  # of an answer
FAILURES = (
    *(Invalid, NotPublic, OSError, ValueError),
    *(msgspec.MsgspecError, httpx2.HTTPError, httpx2.InvalidURL),
)
log = structlog.get_logger()


class Embedder:
    """The operator's endpoint, if there is one. A wrong address stops the start, in plain words.
    `look_up` and `trust` (whose certificates are believed) are for tests."""

    def __init__(
        self, settings: Settings, look_up: Resolve = resolve, trust: ssl.SSLContext | None = None
    ) -> None:
        self.settings = settings
        self.is_on = bool(settings.embeddings_url)
        self._target = self._parse(settings) if self.is_on else None
        self._look_up, self._trust = look_up, trust
        self._rests_until = 0.0

    async def embed(self, texts: Sequence[str]) -> list[Vector] | None:
        """A vector for each text; None, whatever went wrong, and for a while after."""
        loop = asyncio.get_running_loop()
        if self._target is None or loop.time() < self._rests_until:
            return None
        try:
            async with asyncio.timeout(self.settings.embeddings_seconds):
                raw = await self._ask(self._target, texts)
            return parse_vectors(msgspec.json.decode(raw), len(texts))
        except FAILURES as why:
            # neither the texts nor the token: only what kind of failure it was
            log.warning("no vectors; likeness is reckoned here", problem=type(why).__name__)
            self._rests_until = loop.time() + REST
            return None

    async def _ask(self, target: Target, texts: Sequence[str]) -> bytes:
        addresses = await list_addresses(target, self.settings.intranet, self._look_up)
        address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        token = self.settings.embeddings_token
        headers = {"host": target.authority, "content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token.get_secret_value()}"
        asked = {"input": list(texts), "model": self.settings.embeddings_model}
        url = f"{target.scheme}://{address}:{target.port}{target.path}"
        # to the address that was looked at, under the name that its certificate must bear
        secure = {"sni_hostname": target.host} if target.is_secure else {}
        async with (
            httpx2.AsyncClient(verify=self._context(), trust_env=False) as client,
            client.stream(
                "POST", url, headers=headers, content=msgspec.json.encode(asked), extensions=secure
            ) as answer,
        ):
            return await _read(answer)

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:  # reads a file of all authorities: once, not at every request
            self._trust = ssl.create_default_context()
        return self._trust

    @staticmethod
    def _parse(settings: Settings) -> Target:
        return parse_target(settings.embeddings_url, settings.intranet)


async def _read(answer: httpx2.Response) -> bytes:
    if answer.status_code != 200:
        raise Invalid("It did not answer with vectors.")
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise Invalid("It answered without an end.")
    return bytes(body)
