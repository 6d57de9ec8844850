"""What proxies say of tasks, from files: good rows go in, the others are told with their line."""

import pytest

from tests.cast import EVERYBODY, World
from tests.imports.files import HATE, export, outcome, post, send

TASKS = b"id,text,a,b\nt1,one,,\nt2,two,,\np1,,left,right\n"


@pytest.fixture
async def work(world: World) -> World:
    """Two texts and a pair."""
    await send(world, TASKS, "tasks")
    return world


async def test_good_rows_go_in_and_the_others_are_told(work: World) -> None:
    data = (
        b"item_id,proxy,value,a,b,direction\n"
        b"t1,clicks,10,,,\n"
        b"t2,clicks,many,,,\n"
        b"t9,clicks,1,,,\n"
        b"t1,clicks,11,,,\n"
        b"t2,,1,,,\n"
        b"t2,clicks,1,2,3,\n"
        b"t2,clicks,,2,3,\n"
        b"t2,toxicity,0.5,,,less\n"
        b"t1,toxicity,0.5,,,more\n"
        b"t2,clicks,nan,,,\n"
        b"p1,votes,,3,1,\n"
        b"p1,votes,,3,,\n"
        b"t1,flat,1e308,,,\n"
    )
    state, kept, faults = outcome(await send(work, data, "proxies"))
    assert (state, kept) == ("done", 3)
    assert [line for line, _ in faults] == [3, 4, 5, 6, 7, 8, 10, 11, 13, 14]
    assert "not in the project" in faults[1][1]
    assert "earlier line" in faults[2][1]
    assert "not a pair" in faults[5][1]
    assert "less is better" in faults[6][1]
    listed = (await work.client("lea").get(f"{HATE}/proxies")).json()["items"]
    assert [(each["name"], each["direction"], each["paired"]) for each in listed] == [
        ("clicks", "more", False),
        ("toxicity", "less", False),
        ("votes", "more", True),
    ]
    rows = await export(work, "proxies")
    assert [
        (row["external_id"], row["proxy"], row["value"], row["a"], row["b"]) for row in rows
    ] == [
        ("t1", "clicks", 10.0, None, None),
        ("t2", "toxicity", 0.5, None, None),
        ("p1", "votes", None, 3.0, 1.0),
    ]


async def test_a_newer_file_replaces_and_names_what_its_rows_do_not(work: World) -> None:
    await send(work, b"id,likes\nt1,1\nt2,2\n", "proxies", proxy="likes", fields={"value": "likes"})
    how = {"proxy": "likes", "direction": "less", "fields": {"value": "likes"}}
    refused = outcome(await send(work, b"id,likes\nt1,5\n", "proxies", **how))
    assert refused[1] == 0
    await send(work, b"id,likes\nt1,5\n", "proxies", proxy="likes", fields={"value": "likes"})
    tried = await send(
        work, b"id,dwell\nt1,5\n", "proxies", proxy="dwell", fields={"value": "dwell"}, dry_run=True
    )
    assert outcome(tried)[1] == 1
    rows = await export(work, "proxies")
    assert {row["external_id"]: row["value"] for row in rows} == {"t1": 5.0, "t2": 2.0}
    assert len((await work.client("lea").get(f"{HATE}/proxies")).json()["items"]) == 1


async def test_a_proxy_is_named_turned_and_taken_away(work: World) -> None:
    lea = work.client("lea")
    made = await lea.post(f"{HATE}/proxies", json={"name": "score", "direction": "less"})
    assert made.status_code == 201
    again = await lea.post(f"{HATE}/proxies", json={"name": "score", "direction": "less"})
    assert again.json()["id"] == made.json()["id"]
    assert (await lea.post(f"{HATE}/proxies", json={"name": "score"})).status_code == 409
    assert (await lea.post(f"{HATE}/proxies", json={"name": " "})).status_code == 422
    url = f"{HATE}/proxies/{made.json()['id']}"
    await send(work, b"id,value\nt1,1\n", "proxies", proxy="score")
    turned = await lea.patch(url, json={"direction": "more"})
    assert turned.json()["direction"] == "more"
    assert (await lea.delete(url)).status_code == 204
    assert (await lea.delete(url)).status_code == 404
    assert await export(work, "proxies") == []


@pytest.mark.pages
@pytest.mark.parametrize("name", EVERYBODY)
async def test_only_the_ml_team_knows_of_proxies(work: World, name: str) -> None:
    await send(work, b"id,value\nt1,1\n", "proxies", proxy="clicks")
    client, team = work.client(name), name in ("ada", "lea")
    assert (await client.get(f"{HATE}/proxies")).status_code == (200 if team else 404)
    made = await client.post(f"{HATE}/proxies", json={"name": "other"})
    assert made.status_code == (201 if team else 404 if name == "eve" else made.status_code)
    assert made.is_success == team
    sent = await post(work, b"id,value\nt1,2\n", "proxies", name, proxy="clicks")
    assert sent.is_success == team
    taken = await client.get(f"{HATE}/exports/proxies.csv")
    assert taken.status_code == (200 if team else 404)
