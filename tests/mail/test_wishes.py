"""What one wishes: kept as said, refused with a reason, and alerts by the same wishes."""

from datetime import timedelta

import pytest
import time_machine

from app.actions.labels import Given, submit_label, undo_label
from app.clock import new_id, now
from tests.cast import World
from tests.mail.post import Post
from tests.talk.floor import hold, make_task, say

WISHES = "/api/v1/account/wishes"
ALERTS = "/api/v1/projects/hate/notices/alerts"


async def test_what_is_wished_is_kept_by_form_and_api_alike(world: World) -> None:
    sam, browser = world.client("sam"), world.client("sam", browser=True)
    usual = (await sam.get(WISHES)).json()
    assert (usual["zone"], usual["mentions"], usual["digest"]) == ("", True, "daily")
    form = {
        "zone": "Asia/Tokyo",
        "digest": "weekly",
        "digest_hour": "17",
        "quiet_from": "20:00",
        "quiet_until": "08:30",
        "browser": "on",
    }
    assert (await browser.post("/account/wishes", data=form)).status_code == 303
    kept = (await sam.get(WISHES)).json()
    assert kept == {
        **form,
        "digest_hour": 17,
        "browser": True,
        "mentions": False,
        "quiet_weekends": False,
    }
    page = (await browser.get("/account")).text
    assert 'value="08:30"' in page
    assert "<option selected>Asia/Tokyo</option>" in page
    assert (await sam.put(WISHES, json=kept)).json() == kept


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quiet_from": "20:00"}, "quiet_until"),
        ({"quiet_until": "20:00"}, "quiet_from"),
        ({"quiet_from": "20:00", "quiet_until": "20:00"}, "quiet_until"),
        ({"quiet_from": "late", "quiet_until": "20:00"}, "quiet_from"),
        ({"zone": "Nowhere"}, "zone"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    world: World, wrong: dict[str, str], field: str
) -> None:
    sam = world.client("sam", browser=True)
    form = {"zone": "Asia/Tokyo", "digest": "weekly", "digest_hour": "17", **wrong}
    told = await sam.post("/account/wishes", data=form)
    assert told.status_code == 422
    assert f'href="#{field}"' in told.text
    assert '<option value="weekly" selected>' in told.text
    assert '<option value="17" selected>' in told.text
    assert (await sam.get(WISHES)).json()["digest"] == "daily"
    as_json = {**form, "digest_hour": 17}
    assert (await world.client("sam").put(WISHES, json=as_json)).status_code == 422


async def test_a_browsers_guess_of_the_zone_never_goes_before_what_was_said(post: Post) -> None:
    sam = post.world.client("sam", browser=True)
    form = {"address": "sam@example.org", "guess": "Asia/Tokyo"}
    assert (await sam.post("/account/address", data=form)).status_code == 303
    assert (await sam.get(WISHES)).json()["zone"] == "Asia/Tokyo"
    form["guess"] = "Europe/Berlin"
    await sam.post("/account/address", data=form)
    assert (await sam.get(WISHES)).json()["zone"] == "Asia/Tokyo"


async def test_alerts_are_what_is_unseen_and_new(world: World) -> None:
    for words in ("@Sam one", "@Sam two"):
        await say(world, "lin", "lounge", words)
    await world.app.state.followers.settle()
    sam = world.client("sam")
    told = (await sam.get(ALERTS)).json()
    assert [each["quote"] for each in told["alerts"]] == ["@Sam one", "@Sam two"]
    first = told["alerts"][0]["id"]
    later = (await sam.get(f"{ALERTS}?after={first}")).json()
    assert [each["quote"] for each in later["alerts"]] == ["@Sam two"]
    assert (await sam.get(f"{ALERTS}?after={told['newest']}")).json()["alerts"] == []
    await sam.put(f"/api/v1/projects/hate/notices/{first}/seen")
    assert [each["quote"] for each in (await sam.get(ALERTS)).json()["alerts"]] == ["@Sam two"]
    assert (await world.client("kim").get(ALERTS)).json() == {"newest": 0, "alerts": []}
    assert (await world.client("eve").get(ALERTS)).status_code == 404


async def test_no_alerts_in_quiet_hours_nor_where_none_are_wished(world: World) -> None:
    evening = now().replace(hour=21)
    with time_machine.travel(evening, tick=False) as clock:
        await say(world, "lin", "lounge", "@Sam look")
        await world.app.state.followers.settle()
        sam = world.client("sam")
        assert len((await sam.get(ALERTS)).json()["alerts"]) == 1
        await sam.put(WISHES, json={"quiet_from": "20:00", "quiet_until": "08:00"})
        told = (await sam.get(ALERTS)).json()
        assert told["alerts"] == []
        assert told["newest"] > 0  # in the morning it is in the bell, and no shower of alerts
        clock.move_to(evening + timedelta(hours=11, minutes=59))
        assert len((await sam.get(ALERTS)).json()["alerts"]) == 1
        await sam.put(WISHES, json={"browser": False})
        assert (await sam.get(ALERTS)).json()["alerts"] == []


async def test_alerts_say_nothing_of_what_is_closed_to_somebody_again(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    lease, cid = await hold(world, "sam"), new_id()
    await world.write(submit_label, "sam", lease, Given("hateful", cid=cid))
    await say(world, "lin", topic, "@Sam PEERWORDS")
    await world.app.state.followers.settle()
    sam = world.client("sam")
    assert "PEERWORDS" in (await sam.get(ALERTS)).text
    await world.write(undo_label, "sam", cid)
    assert (await sam.get(ALERTS)).json()["alerts"] == []
