"""Web processes on one database: each browser is told once, whoever sends."""

import httpx2
import pytest

from app.clock import new_ordered_id
from app.settings import Settings
from tests.live.processes import gathered, three
from tests.pushes.browsers import Keys
from tests.webhooks.receiver import receiving

HERE = "127.0.0.1"
BROWSERS = 4


@pytest.mark.live
async def test_three_processes_tell_each_browser_once(
    dialect: str, database: str, settings: Settings
) -> None:
    people = await gathered(settings)
    async with (
        receiving() as receiver,
        three(dialect, database, push_hosts=HERE) as ports,
        httpx2.AsyncClient(trust_env=False, timeout=30) as http,
    ):
        receiver.usual = 201
        doors = [f"http://{HERE}:{port}" for port in ports]
        http.headers["origin"] = "http://127.0.0.1:8000"
        session = {"cookie": f"session={people['sam'].session}"}
        keys = {
            (await http.post(f"{door}/api/v1/account/subscriptions/key", headers=session)).json()[
                "key"
            ]
            for door in doors
        }
        assert len(keys) == 1  # the first that asks makes it, for all
        for number in range(BROWSERS):
            browser = Keys()
            given = {"p256dh": browser.p256dh, "auth": browser.auth}
            body = {"endpoint": receiver.url(f"/{number}"), **given}
            door = f"{doors[number % len(doors)]}/api/v1/account/subscriptions"
            assert (await http.post(door, json=body, headers=session)).status_code == 201
        said = {"body": "@Sam look", "key": str(new_ordered_id())}
        token = {"authorization": f"Bearer {people['lin'].token}"}
        posted = await http.post(
            f"{doors[-1]}/api/v1/projects/hate/threads/lounge/messages", json=said, headers=token
        )
        assert posted.status_code == 201, posted.text
        await receiver.reach(BROWSERS)
    assert sorted(each.line.split()[1] for each in receiver.got) == [
        f"/{number}" for number in range(BROWSERS)
    ]
