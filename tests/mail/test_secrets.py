"""Planted secrets: what somebody may not read is in no mail to them, digests included."""

import pytest
import time_machine

from app.actions.approvals import request_review
from app.actions.clauses import edit_clause
from app.actions.flags import raise_flag
from app.actions.labels import Given, submit_label
from app.clock import new_id, new_ordered_id, now
from tests.book.shelf import first_guideline, new_draft
from tests.mail.post import Post
from tests.talk.floor import hold, make_task, say

# planted by peers and staff where a labeler who has not answered must not read
SECRETS = ("PEERWORDS", "DOUBT", "DRAFTNAME", "NEWRULE", "OTHERSECRET", "TASKTEXT")
EVERY_DAY = {"digest": "daily", "digest_hour": 8}


async def plant(post: Post) -> None:
    """A task that Lin has answered and talks of, that Sam holds; a draft; another project."""
    world = post.world
    await first_guideline(world)
    task = await make_task(world, "TASKTEXT")
    lease = await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "sam", f"task:{task}", "what I say myself")
    await world.write(
        raise_flag,
        "lin",
        task,
        key=new_ordered_id(),
        category="ambiguous",
        note="DOUBT @Sam",
    )
    await world.write(submit_label, "lin", lease, Given("hateful", cid=new_id()))
    await say(world, "lea", f"task:{task}", "@Sam TEAMWORDS")
    await say(world, "lin", f"task:{task}", "@Sam @Lea PEERWORDS")
    draft = await new_draft(world, "DRAFTNAME")
    await world.write(edit_clause, "lea", draft.number, edition=1, code="c2", text="NEWRULE")
    await world.write(request_review, "lea", draft.number, edition=2)
    await say(world, "eve", "lounge", "@Sam @Lin @Lea OTHERSECRET")


async def test_no_mail_holds_what_its_reader_may_not_read(post: Post) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        await post.confirm("sam", "kim", "vic", "lea", "rui", **EVERY_DAY)
        await plant(post)
        await post.carry()
        start = now()
        mails = []
        for minutes in (3, 26 * 60):
            clock.move_to(start)
            mails += await post.carry_after(minutes=minutes)
    said: dict[str, str] = {}
    for mail in mails:
        said[mail.to] = said.get(mail.to, "") + mail.whole
    assert "TEAMWORDS" in said["sam@example.org"]
    for name in ("sam", "kim", "vic"):
        found = [each for each in SECRETS if each in said.get(f"{name}@example.org", "")]
        assert not found, (name, found)
    # the planting has worked: whoever may read them, does
    assert "PEERWORDS" in said["lea@example.org"]
    assert "DOUBT" in said["lea@example.org"]
    assert "OTHERSECRET" not in "".join(said.values())
    assert "draft" in said["rui@example.org"]


@pytest.fixture
def discreet(post: Post) -> Post:
    """The same world on an instance whose mails hold no content."""
    settings = post.world.edge.settings
    post.world.edge.settings = settings.model_copy(update={"mail_content": False})
    return post


async def test_mail_without_content_says_only_that_there_is_something(discreet: Post) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        await discreet.confirm("sam", "lea", "rui", **EVERY_DAY)
        await plant(discreet)
        await discreet.carry()
        start = now()
        mails = []
        for minutes in (3, 26 * 60):
            clock.move_to(start)
            mails += await discreet.carry_after(minutes=minutes)
    assert {mail.to for mail in mails} == {f"{who}@example.org" for who in ("sam", "lea", "rui")}
    for mail in mails:
        for word in (*SECRETS, "TEAMWORDS", "Lea", "Lin", "Hate"):
            assert word not in mail.whole, mail.whole
        assert "http://127.0.0.1/projects/hate/" in mail.text
