"""What a push tells, and when: once, when it cannot be undone, to whom may still read it."""

from app.actions.labels import Given, submit_label, undo_label
from app.actions.members import remove_member
from app.actions.messages import edit_message
from app.actions.notices import see_all_notices
from app.actions.questions import answer_question
from app.actions.readings import move_reading
from app.actions.removals import delete_message, redact_message, undo_message
from app.clock import new_id, new_ordered_id
from tests.pushes.stage import Service
from tests.talk.floor import asked, hold, make_task, say, thread


async def test_a_mention_is_told_once_when_it_cannot_be_undone_any_more(service: Service) -> None:
    """Nobody has a tab open: the person left long ago."""
    sam = await service.add("sam")
    key = await say(service.world, "lin", "lounge", "@Sam does “quoted” count?")
    await service.settle()
    assert service.take(sam) == []
    service.wait(seconds=12.5)
    await service.settle()
    await service.settle()
    [told] = service.take(sam)
    assert told["title"] == "Lin named you in the lounge"
    assert told["body"] == "@Sam does “quoted” count?"
    assert told["url"] == f"/projects/hate/threads/lounge#message-{key}"
    [push] = await service.pushes()
    assert told["tag"] == f"precedent-/projects/hate-{push.notice_id}"
    assert told["seen"] == f"/api/v1/projects/hate/notices/{push.notice_id}/seen"
    assert not told["always"]
    assert push.state == "sent"
    assert (await service.browsers())[0].told_at is not None


async def test_the_tag_is_that_of_the_tabs_and_the_tabs_leave_it_to_the_push(
    service: Service,
) -> None:
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    [told] = service.take(sam)
    http = service.world.client("sam")
    door = "/api/v1/projects/hate/notices/alerts"
    alerts = (await http.get(door)).json()
    assert [f"precedent-/projects/hate-{each['id']}" for each in alerts["alerts"]] == [told["tag"]]
    [browser] = await service.browsers()
    here = (await http.get(door, params={"browser": str(browser.key)})).json()
    assert here == {"newest": alerts["newest"], "alerts": []}
    # somebody else's key, or one that is gone, silences nothing
    other = await service.world.client("lin").get(door, params={"browser": str(browser.key)})
    assert other.status_code == 200
    assert (await http.delete(f"/api/v1/account/subscriptions/{browser.id}")).status_code == 204
    assert (await http.get(door, params={"browser": str(browser.key)})).json() == alerts


async def test_each_browser_is_told_and_nobody_elses(service: Service) -> None:
    desk, phone = await service.add("sam", 1), await service.add("sam", 2)
    kim = await service.add("kim")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    assert len(service.take(desk)) == len(service.take(phone)) == 1
    assert service.take(kim) == []


async def test_several_that_are_due_together_are_one(service: Service) -> None:
    sam = await service.add("sam")
    for words in ("@Sam one", "@Sam two", "nothing for him", "@Sam three"):
        await say(service.world, "lin", "lounge", words)
    await service.send()
    [told] = service.take(sam)
    assert told["title"] == "3 notifications in Hate"
    assert told["body"] == "\n".join(["Lin named you in the lounge"] * 3)
    assert (told["url"], told["seen"]) == ("/projects/hate/notices", "")
    assert await service.fates() == ["sent"] * 3


async def test_what_was_read_or_seen_is_not_told(service: Service) -> None:
    sam, kim = await service.add("sam"), await service.add("kim")
    await say(service.world, "lin", "lounge", "@Sam @Kim look")
    await service.settle()
    order = (await thread(service.world, "sam", "lounge")).messages[0].order
    await service.world.write(move_reading, "sam", "lounge", upto=order)
    await service.world.write(see_all_notices, "kim")
    await service.send()
    assert service.take(sam) + service.take(kim) == []
    assert await service.fates() == ["dropped"] * 2


async def test_what_was_undone_deleted_or_redacted_is_not_told_and_what_was_edited_as_it_is(
    service: Service,
) -> None:
    sam = await service.add("sam")
    undone = await say(service.world, "lin", "lounge", "@Sam TOOQUICK")
    gone = await say(service.world, "lin", "lounge", "@Sam REGRETTED")
    erased = await say(service.world, "lin", "lounge", "@Sam ERASED")
    kept = await say(service.world, "lin", "lounge", "@Sam HASTY")
    await service.settle()
    await service.world.write(undo_message, "lin", undone)
    await service.world.write(delete_message, "lin", gone)
    await service.world.write(redact_message, "lea", erased, reason="privacy")
    await service.world.write(edit_message, "lin", kept, body="@Sam considered")
    await service.send()
    [told] = service.take(sam)
    assert told["body"] == "@Sam considered"


async def test_what_is_closed_to_somebody_again_is_not_told(service: Service) -> None:
    """Sam answered, was named by a peer, and took the answer back: blind again."""
    world, sam = service.world, await service.add("sam")
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    lease, cid = await hold(world, "sam"), new_id()
    await world.write(submit_label, "sam", lease, Given("hateful", cid=cid))
    await say(world, "lin", topic, "@Sam PEERWORDS")
    await service.settle()
    assert await service.fates() == ["waiting"]
    await world.write(undo_label, "sam", cid)
    await service.send()
    assert service.take(sam) == []
    assert await service.fates() == ["dropped"]


async def test_whoever_left_the_project_is_told_nothing(service: Service) -> None:
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.settle()
    await service.world.write(remove_member, "ada", service.world.member_id("sam"))
    await service.send()
    assert service.take(sam) == []
    assert await service.fates() == ["dropped"]


async def test_an_answer_to_ones_question_is_told_and_to_nobody_else(service: Service) -> None:
    lin, kim = await service.add("lin"), await service.add("kim")
    number, _ = await asked(service.world, "lin", "sam")
    body = "They do not."
    await service.world.write(answer_question, "lea", number, key=new_ordered_id(), body=body)
    await service.send()
    [told] = service.take(lin)
    assert told["title"] == "Lea answered your question"
    assert told["url"] == f"/projects/hate/questions/{number}"
    assert service.take(kim) == []


async def test_whoever_wishes_no_alerts_is_told_nothing(service: Service) -> None:
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.wish("sam", browser=False)
    await service.send()
    assert service.take(sam) == []
    assert await service.fates() == ["dropped"]


async def test_without_content_it_says_only_that_there_is_something(service: Service) -> None:
    settings = service.pusher.settings
    service.pusher.settings = settings.model_copy(update={"mail_content": False})
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam SECRET")
    await service.send()
    [told] = service.take(sam)
    assert (told["title"], told["body"]) == ("You are named in a discussion.", "")
    for words in ("@Sam one", "@Sam two"):
        await say(service.world, "lin", "lounge", words)
    await service.send()
    [told] = service.take(sam)
    assert told["title"] == "2 notifications"
    assert "Lin" not in str(told)
