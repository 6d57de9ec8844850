"""Mails about mentions and answers: sent if unseen after two minutes, and only what may be read."""

from app.actions.labels import Given, submit_label, undo_label
from app.actions.members import remove_member
from app.actions.messages import edit_message
from app.actions.notices import see_all_notices
from app.actions.questions import answer_question
from app.actions.readings import move_reading
from app.actions.removals import delete_message
from app.clock import new_id, new_ordered_id
from tests.mail.post import Post
from tests.talk.floor import asked, hold, make_task, say, thread

MINUTES = 2.1


async def test_what_was_not_seen_after_two_minutes_is_mailed_once(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam does “quoted” count?")
    assert await post.carry() == []
    assert await post.carry_after(minutes=1.9) == []
    [mail] = await post.carry_after(minutes=MINUTES)
    assert (mail.to, mail.subject) == ("sam@example.org", "Lin named you in the lounge (Hate)")
    key = (await thread(post.world, "sam", "lounge")).messages[0].key
    assert f"http://127.0.0.1/projects/hate/threads/lounge#message-{key}" in mail.text
    for part in (mail.text, mail.part("html")):
        assert "does “quoted” count?" in part
    assert await post.carry_after(hours=5) == []


async def test_several_within_the_two_minutes_are_one_mail(post: Post) -> None:
    await post.confirm("sam")
    for words in ("@Sam one", "@Sam two", "nothing for him"):
        await say(post.world, "lin", "lounge", words)
    [mail] = await post.carry_after(minutes=MINUTES)
    assert mail.subject == "2 notifications in Hate"
    assert mail.text.index("one") < mail.text.index("two")
    assert "nothing for him" not in mail.whole


async def test_an_answer_to_ones_question_is_mailed_and_to_nobody_else(post: Post) -> None:
    await post.confirm("lin", "sam", "lea")
    number, _ = await asked(post.world, "lin", "sam")
    body = "They do not."
    await post.world.write(answer_question, "lea", number, key=new_ordered_id(), body=body)
    [mail] = await post.carry_after(minutes=MINUTES)
    assert (mail.to, mail.subject) == ("lin@example.org", "Lea answered your question (Hate)")


async def test_what_was_read_or_seen_is_not_mailed(post: Post) -> None:
    await post.confirm("sam", "kim")
    await say(post.world, "lin", "lounge", "@Sam @Kim look")
    order = (await thread(post.world, "sam", "lounge")).messages[0].order
    await post.world.write(move_reading, "sam", "lounge", upto=order)
    await post.carry()
    await post.world.write(see_all_notices, "kim")
    assert await post.carry_after(minutes=MINUTES) == []
    assert set(await post.fates()) == {"dropped"}


async def test_what_was_deleted_is_not_mailed_and_what_was_edited_as_it_is_now(post: Post) -> None:
    await post.confirm("sam")
    gone = await say(post.world, "lin", "lounge", "@Sam REGRETTED")
    kept = await say(post.world, "lin", "lounge", "@Sam HASTY")
    await post.carry()
    await post.world.write(delete_message, "lin", gone)
    await post.world.write(edit_message, "lin", kept, body="@Sam considered")
    [mail] = await post.carry_after(minutes=MINUTES)
    assert mail.text.count("named you in the lounge") == 1
    assert "considered" in mail.whole
    assert "REGRETTED" not in mail.whole
    assert "HASTY" not in mail.whole


async def test_what_is_closed_to_somebody_again_is_not_mailed(post: Post) -> None:
    """Sam answered, was named by a peer, and took the answer back: blind again."""
    world = post.world
    await post.confirm("sam")
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    lease, cid = await hold(world, "sam"), new_id()
    await world.write(submit_label, "sam", lease, Given("hateful", cid=cid))
    await say(world, "lin", topic, "@Sam PEERWORDS")
    await post.carry()
    assert [each.state for each in await post.letters()] == ["waiting"]
    await world.write(undo_label, "sam", cid)
    assert await post.carry_after(minutes=MINUTES) == []
    assert await post.fates() == ["dropped"]


async def test_whoever_was_removed_is_not_written_to(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam look")
    await post.carry()
    await post.world.write(remove_member, "ada", post.world.member_id("sam"))
    assert await post.carry_after(minutes=MINUTES) == []
    assert await post.fates() == ["dropped"]


async def test_mails_of_a_topic_hang_together(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam one")
    [first] = await post.carry_after(minutes=MINUTES)
    await say(post.world, "lin", "lounge", "@Sam two")
    [second] = await post.carry_after(minutes=MINUTES)
    assert first.id != second.id
    assert first.message["In-Reply-To"] == second.message["In-Reply-To"]
    assert first.message["References"] == first.message["In-Reply-To"]
    assert first.message["Auto-Submitted"] == "auto-generated"


async def test_what_goes_over_the_wire_is_plain_ascii_in_short_lines(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam “ü” " + "x" * 900)
    [mail] = await post.carry_after(minutes=MINUTES)
    assert mail.raw.isascii()
    assert all(len(line) < 998 for line in mail.raw.split(b"\r\n"))
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")


async def test_names_and_words_cannot_write_heads_or_markup(post: Post) -> None:
    await post.confirm("sam")
    body = "@Sam <img src=x onerror=alert(1)>\nBcc: eve@example.org\n\n.\nQUIT"
    await say(post.world, "lin", "lounge", body)
    [mail] = await post.carry_after(minutes=MINUTES)
    assert mail.message["Bcc"] is None
    assert "<img" not in mail.part("html")
    assert "<img src=x" in mail.text
