"""How an endpoint fares: switched off when it is gone or fails for days, on again, removed."""

from app.actions.endpoints import remove_endpoint
from app.pages.notices import show_notices
from tests.talk.floor import events, say
from tests.webhooks.stage import Post


async def test_410_switches_it_off_at_once_and_its_people_are_told(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.answers = [410]
    await say(post.world, "lin", "lounge", "one")
    await say(post.world, "lin", "lounge", "two")
    await post.send()
    assert (await post.endpoint(number)).stopped == "gone"
    assert [(each.state, each.status, each.problem) for each in await post.deliveries()] == [
        ("given_up", 410, ""),
        ("given_up", None, "off"),
    ]
    assert len(post.receiver.got) == 1
    told = {}
    await post.write()
    for name in ("ada", "lea", "rui", "lin"):
        notices = (await post.world.read(show_notices, name)).notices
        told[name] = [(each.by, each.what, each.why, each.url) for each in notices]
    what = "switched a webhook off: it answered 410, gone"
    url = f"/projects/hate/settings/webhooks/{number}"
    assert told == {
        "ada": [("Precedent", what, "You own this project.", url)],
        "lea": [("Precedent", what, "You set it up.", url)],
        "rui": [],
        "lin": [],
    }


async def test_one_that_fails_for_days_is_switched_off(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.usual = 500
    for days in range(4):
        assert (await post.endpoint(number)).stopped == ""
        await say(post.world, "lin", "lounge", f"day {days}")
        await post.send()
        post.wait(days=1, hours=1)
    assert (await post.endpoint(number)).stopped == "failing"
    assert "waiting" not in await post.states()
    [stopped] = await events(post.world, "endpoint.stopped")
    assert (stopped.audience, stopped.data["why"]) == ("team", "failing")


async def test_success_in_between_begins_the_count_anew(post: Post) -> None:
    number = await post.add("message.posted")
    for days in range(6):
        post.receiver.answers = [200 if days == 2 else 500]
        await say(post.world, "lin", "lounge", f"day {days}")
        await post.send()
        post.wait(hours=20)
    assert (await post.endpoint(number)).stopped == ""


async def test_off_and_on_again_it_hears_only_what_follows(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.answers = [500]
    await say(post.world, "lin", "lounge", "while it was on")
    await post.send()
    await post.change(number, is_on=False)
    await say(post.world, "lin", "lounge", "while it was off")
    await post.send()
    await post.change(number, is_on=True)
    await say(post.world, "lin", "lounge", "later")
    post.wait(hours=1)
    await post.send()
    words = [each.json["data"]["message"]["text"] for each in post.receiver.got]
    assert words == ["while it was on", "later"]
    assert await post.states() == ["given_up", "delivered"]


async def test_a_removed_one_is_told_nothing_and_keeps_nothing(post: Post) -> None:
    number = await post.add("message.posted")
    await say(post.world, "lin", "lounge", "Hello")
    await post.write()
    await post.world.write(remove_endpoint, "lea", number)
    await say(post.world, "lin", "lounge", "Hello again")
    await post.send()
    assert post.receiver.connections == 0
    kept = await post.endpoint(number)
    assert (kept.url, kept.secret, kept.old_secret) == ("", "", None)
    assert await post.states() == ["given_up"]
