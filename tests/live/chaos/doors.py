"""How a person reaches the servers: as a browser with a session, again until somebody answers."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import httpx2

from tests.cast import WIDE, Person
from tests.live.chaos.servers import Servers

TRIES = 2000
PATIENCE = 10.0  # seconds for one answer
ORIGIN = str(WIDE["origin"])


class Lost(Exception):
    """No server answered for far too long."""


class Doors:
    """The servers, to one person. `luck` decides which process is asked; `retries` counts."""

    def __init__(self, servers: Servers, person: Person, luck: random.Random) -> None:
        self.servers = servers
        self.luck = luck
        self.retries = 0
        self.member_id = person.member_id
        self.headers = {"origin": ORIGIN, "cookie": f"session={person.session}"}
        self._client = httpx2.AsyncClient(
            headers=self.headers, trust_env=False, timeout=PATIENCE, follow_redirects=False
        )

    def port(self) -> int:
        """One of the processes."""
        return self.luck.choice(self.servers.ports)

    async def ask(
        self, method: str, path: str, *, port: int | None = None, **more: Any
    ) -> httpx2.Response:
        """A question or an act, sent until a server has answered it: the same each time."""
        for _ in range(TRIES):
            url = f"http://127.0.0.1:{port or self.port()}{path}"
            with suppress(httpx2.TransportError):
                answer = await self._client.request(method, url, **more)
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
            self.retries += 1
            await asyncio.sleep(0.02 + self.luck.random() / 10)
        raise Lost(f"{method} {path}")

    async def act(self, path: str, **fields: Any) -> httpx2.Response:
        """A form, sent as htmx sends it."""
        return await self.ask("POST", path, data=fields, headers={"hx-request": "true"})

    async def get(self, path: str, *, partial: bool = False) -> httpx2.Response:
        """A page or a part of one."""
        headers = {"hx-request": "true"} if partial else {}
        return await self.ask("GET", path, headers=headers)

    async def close(self) -> None:
        """Leave."""
        await self._client.aclose()
