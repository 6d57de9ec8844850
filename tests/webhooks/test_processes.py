"""Web processes on one PostgreSQL: each delivery goes out once, whoever sends it."""

import httpx2
import pytest

from app.clock import new_ordered_id
from app.settings import Settings
from tests.cast import Person
from tests.live.processes import gathered, three
from tests.webhooks.receiver import receiving
from tests.webhooks.stage import HERE

MANY = 12


async def call(port: int, person: Person, path: str, body: object) -> None:
    """A call of the API at one of the processes."""
    url = f"http://{HERE}:{port}/api/v1/projects/hate{path}"
    headers = {"authorization": f"Bearer {person.token}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30) as http:
        answer = await http.post(url, json=body)
        assert answer.status_code == 201, answer.text


@pytest.mark.live
async def test_three_processes_send_each_delivery_once(
    dialect: str, database: str, settings: Settings
) -> None:
    people = await gathered(settings)
    async with receiving() as receiver, three(dialect, database, webhook_hosts=HERE) as ports:
        for name in ("One", "Two"):
            body = {"name": name, "url": receiver.url(f"/{name}"), "kinds": ["message.posted"]}
            await call(ports[0], people["lea"], "/endpoints", body)
        for number in range(MANY):
            said = {"body": f"message {number}", "key": str(new_ordered_id())}
            port = ports[number % len(ports)]
            await call(port, people["lin"], "/threads/lounge/messages", said)
        await receiver.reach(2 * MANY)
    ids = [got.headers["webhook-id"] for got in receiver.got]
    assert len(ids) == len(set(ids)) == 2 * MANY
