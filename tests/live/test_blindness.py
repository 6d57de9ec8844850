"""Negative twins: whoever has not answered a task hears nothing of the peers who have."""

from app.actions.labels import Given, submit_label, undo_label
from app.actions.members import change_role
from app.actions.messages import edit_message
from app.actions.projects import change_project
from app.actions.removals import delete_message
from app.clock import new_id
from tests.cast import World
from tests.live.door import hold, in_hand, make_task, post, serve, submit

SECRET = "zq-planted-token"


async def test_a_labeler_who_has_not_answered_hears_nothing_of_peers(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    focus = (topic, "lounge", "me", "inbox", "tasks", "people", "questions")
    async with serve(world) as door, door.tab("lin", *focus) as lin, door.tab("lea", topic) as lea:
        key = await post(world, "sam", topic, f"I say {SECRET}")
        await lea.holding(SECRET)
        await world.write(edit_message, "sam", key, body=f"rather {SECRET} twice")
        await submit(world, "sam")
        await world.write(delete_message, "sam", key)
        await post(world, "lea", topic, "a word by the team")
        await lin.holding("a word by the team")
        await post(world, "sam", "lounge", "open to all")
        await lin.holding("open to all")
        assert SECRET not in lin.text()
        assert str(key) not in lin.text()
        kinds = [frame["kind"] for frame in lin.frames if frame["type"] == "event"]
        assert kinds == ["message.posted", "message.posted"]


async def test_a_replay_is_as_blind_as_the_wire(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    await post(world, "sam", topic, SECRET)
    await post(world, "lin", topic, "my own words")
    async with serve(world) as door, door.tab("lin", topic, since=0) as lin:
        await lin.holding("my own words")
        assert SECRET not in lin.text()


async def test_answering_opens_the_thread_by_a_reset(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    async with serve(world) as door, door.tab("lin", topic) as lin, door.tab("lea", topic) as lea:
        await post(world, "sam", topic, SECRET)
        # told while Lin may not read it: read together with the answer, it would be theirs
        await lea.holding(SECRET)
        await submit(world, "lin")
        reset = await lin.kind("reset")
        assert (reset["topic"], reset["why"]) == (topic, "rights")
        assert SECRET not in lin.text()
        async with world.client("lin") as http:
            thread = await http.get(f"/api/v1/projects/hate/threads/{topic}")
        assert SECRET in thread.text
        await post(world, "sam", topic, "said afterwards")
        await lin.holding("said afterwards")


async def test_taking_an_answer_back_closes_it_again(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    async with serve(world) as door, door.tab("lin", topic) as lin:
        cid = new_id()
        held = await world.read(in_hand, "lin")
        await world.write(submit_label, "lin", held, Given("hateful", cid=cid))
        first = await lin.kind("reset")
        await world.write(undo_label, "lin", cid)
        await lin.until(lambda frame: frame["type"] == "reset" and frame["seq"] > first["seq"])
        await post(world, "sam", topic, SECRET)
        await post(world, "lea", topic, "the team again")
        await lin.holding("the team again")
        assert SECRET not in lin.text()


async def test_who_answered_while_away_is_told_to_look_anew(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin")
    async with serve(world) as door:
        async with door.tab("lin", topic) as lin:
            since = (await lin.kind("welcome"))["seq"]
        await submit(world, "lin")
        async with door.tab("lin", topic, since=since) as lin:
            assert (await lin.kind("reset"))["topic"] == topic


async def test_opening_the_discussion_tells_everybody_to_look_anew(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    async with serve(world) as door, door.tab("lin", topic) as lin:
        await world.write(change_project, "ada", open_discussion=True)
        assert (await lin.kind("reset"))["topic"] == topic
        await post(world, "sam", topic, "now we talk")
        await lin.holding("now we talk")


async def test_what_is_not_theirs_is_not_listened_to(world: World) -> None:
    topic = await make_task(world)
    lea = world.member_id("lea")
    mine = ("inbox", "tasks", "drafts", "draft:1", "relabels", "relabel:1", "import:x", "people")
    async with (
        serve(world) as door,
        door.tab("lin", topic, f"desk:{lea}", *mine, "nonsense") as lin,
    ):
        [one] = door.hub.everybody()
        assert one.topics == {}
        await post(world, "lea", topic, SECRET)
        await lin.say(type="focus", focus=["lounge", f"desk:{world.member_id('lin')}"])
        await post(world, "lea", "lounge", "for all")
        await lin.holding("for all")
        assert SECRET not in lin.text()
        assert set(one.topics) == {"lounge", f"desk:{world.member_id('lin')}"}


async def test_a_lead_made_labeler_goes_blind_at_once(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "sam")
    async with serve(world) as door, door.tab("rui", topic, "inbox", "lounge") as rui:
        await world.write(change_role, "ada", world.member_id("rui"), role="labeler")
        assert (await rui.kind("reset")).get("topic") is None
        await post(world, "sam", topic, SECRET)
        await post(world, "lea", "lounge", "for all")
        await rui.holding("for all")
        assert SECRET not in rui.text()


async def test_who_types_is_as_secret_as_what_they_type(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    async with (
        serve(world) as door,
        door.tab("lin", topic) as lin,
        door.tab("sam", topic) as sam,
        door.tab("lea", topic) as lea,
    ):
        await sam.say(type="typing", topic=topic)
        typing = await lea.kind("ephemeral")
        assert (typing["kind"], typing["name"], typing["topic"]) == ("typing", "Sam", topic)
        await lea.say(type="presence", topic=topic)
        await lin.until(lambda frame: frame.get("kind") == "presence")
        assert "Sam" not in lin.text()
        async with door.tab("rui", topic) as late:
            assert (await late.kind("ephemeral"))["name"] == "Lea"
