"""A project on a running server, made through the public API."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.benches import Bench
from bench.clients import Client, Raw
from bench.processes import Process, command, environment, precedent

SLUG = "bench"
ROOT = f"/api/v1/projects/{SLUG}"
LINK = re.compile(r"/invitations/([A-Za-z0-9_-]{20,})")
ANSWERS = {
    "kind": "choice",
    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
}

PROJECT = {
    "slug": SLUG,
    "name": "Bench",
    "objective": "People meet kindness.",
    "prompt": "Is it kind?",
    "answers": ANSWERS,
}


@dataclass
class World:
    """A server with a project in it. `owner` asks as its owner."""

    server: Process
    owner: Client
    tokens: list[str] = field(default_factory=list)
    database: str = ""

    def labeler(self, number: int) -> Client:
        """A labeler's own connection; enter it."""
        return Client(self.server.port, bearer(self.tokens[number]))

    async def add_tasks(self, first: int, count: int) -> None:
        """Import tasks t1, t2, ... of a text each."""
        rows = (
            json.dumps({"external_id": f"t{i}", "text": f"Post {i}: is this kind to its reader?"})
            for i in range(first, first + count)
        )
        await self.take_in("tasks", "\n".join(rows).encode())

    async def take_in(self, kind: str, content: bytes) -> None:
        """Import a JSONL file and wait for it; a fault ends the bench."""
        reply = await self.owner.ask(
            "POST", f"{ROOT}/imports?kind={kind}&format=jsonl", Raw(content)
        )
        report = reply.json()
        if reply.status != 201 or report["importing"]["rows_refused"]:
            raise SystemExit(f"the import failed: {reply.status} {report}")


def bearer(token: str) -> dict[str, str]:
    """The header that says who asks."""
    return {"authorization": f"Bearer {token}"}


@asynccontextmanager
async def world(bench: Bench, labelers: int, **terms: Any) -> AsyncIterator[World]:
    """A server on a fresh database with one project, its guideline and its people."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(bench.database())
        link = first_link(database, bench.home)
        server = stack.enter_context(precedent(database, bench.home))
        stranger = await stack.enter_async_context(Client(server.port))
        admin = await accept(stranger, link, "Owner")
        owner = await stack.enter_async_context(Client(server.port, bearer(admin)))
        project = {"slug": SLUG, "name": "Bench", "prompt": "Is it kind?", "answers": ANSWERS}
        await need(
            owner, "POST", "/api/v1/projects", {**project, "objective": "Kindness.", **terms}
        )
        made = World(server, owner, database=database)
        for number in range(labelers):
            invitation = {"role": "labeler", "name": f"L{number}", "external_id": f"l{number}"}
            offer = await need(owner, "POST", f"{ROOT}/invitations", invitation)
            made.tokens.append(await accept(stranger, offer["secret"], f"L{number}"))
        yield made


def first_link(database: str, home: Path) -> str:
    """The secret of the instance's first admin."""
    env = environment(database, home, "http://127.0.0.1:1")
    found = LINK.search(command(env, "init", "--link"))
    assert found, "init prints a link"
    return found[1]


async def accept(stranger: Client, secret: str, name: str) -> str:
    """Accept an invitation; the token."""
    said = {"secret": secret, "name": name}
    joined = await need(stranger, "POST", "/api/v1/invitations/acceptance", said)
    return str(joined["token"])


async def need(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Ask, and end the bench where it is refused."""
    reply = await client.ask(method, path, body)
    if reply.status >= 400:
        raise SystemExit(f"{method} {path}: {reply.status} {reply.body[:300]!r}")
    return reply.json() if reply.body else None
