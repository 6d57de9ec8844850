"""Planted secrets: what somebody may not read is in no push to them; and no view holds a key."""

import pytest

from app.actions.approvals import request_review
from app.actions.clauses import edit_clause
from app.actions.flags import raise_flag
from app.actions.golds import set_gold
from app.actions.labels import Given, submit_label
from app.clock import new_id, new_ordered_id
from app.queries.subscriptions import find_server_key
from tests.book.shelf import first_guideline, new_draft
from tests.pushes.stage import Service
from tests.talk.floor import hold, make_task, say

# planted by peers and staff where a labeler who has not answered must not read; "hateful" is what
# Lin answered, and in "non-hateful" the gold answer too
SECRETS = ("PEERWORDS", "DOUBT", "DRAFTNAME", "NEWRULE", "OTHERSECRET", "TASKTEXT", "hateful")
LABELERS = ("sam", "kim", "vic")


async def plant(service: Service) -> None:
    """A task that Lin has answered and talks of, that Sam holds; gold; a draft; another project."""
    world = service.world
    await first_guideline(world)
    task = await make_task(world, "TASKTEXT")
    await world.write(set_gold, "lea", task, answer="non-hateful")
    await service.send()
    lease = await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "sam", f"task:{task}", "what I say myself")
    await service.send()
    doubt = {"category": "ambiguous", "note": "DOUBT @Sam"}
    await world.write(raise_flag, "lin", task, key=new_ordered_id(), **doubt)  # type: ignore[arg-type]
    await service.send()
    await world.write(submit_label, "lin", lease, Given("hateful", cid=new_id()))
    await service.send()
    await say(world, "lea", f"task:{task}", "@Sam TEAMWORDS")
    await service.send()
    await say(world, "lin", f"task:{task}", "@Sam @Lea PEERWORDS")
    await service.send()
    draft = await new_draft(world, "DRAFTNAME")
    await world.write(edit_clause, "lea", draft.number, edition=1, code="c2", text="NEWRULE")
    await service.send()
    await world.write(request_review, "lea", draft.number, edition=2)
    await service.send()
    await say(world, "eve", "lounge", "@Sam @Lin @Lea OTHERSECRET")
    await service.send()


async def test_no_push_holds_what_its_reader_may_not_read(service: Service) -> None:
    browsers = {name: await service.add(name) for name in (*LABELERS, "lea", "rui")}
    said = dict.fromkeys(browsers, "")
    await plant(service)
    for name, browser in browsers.items():
        said[name] = str(service.take(browser))
    assert "TEAMWORDS" in said["sam"]
    for name in LABELERS:
        found = [each for each in SECRETS if each in said[name]]
        assert not found, (name, found)
    # whoever may read them, is told
    assert "PEERWORDS" in said["lea"]
    assert "draft" in said["rui"]
    assert "OTHERSECRET" not in "".join(said.values())


async def test_one_alone_is_quoted_as_far_as_it_may_be_read(service: Service) -> None:
    world = service.world
    sam, lea = await service.add("sam"), await service.add("lea")
    task = await make_task(world, "TASKTEXT")
    await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "lea", f"task:{task}", "@Sam TEAMWORDS")
    await service.send()
    [told] = service.take(sam)
    assert told["body"] == "@Sam TEAMWORDS"
    await say(world, "lin", f"task:{task}", "@Sam @Lea PEERWORDS")
    await service.send()
    assert service.take(sam) == []
    [told] = service.take(lea)
    assert told["body"] == "@Sam @Lea PEERWORDS"


async def test_no_view_and_no_log_holds_an_address_a_secret_or_our_key(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    sam = await service.add("sam")
    service.receiver.answers = [500]
    await say(service.world, "lin", "lounge", "@Sam WORDS")
    await service.send()
    key = await service.world.edge.read(find_server_key)
    assert key
    secrets = (sam.path, sam.keys.auth, sam.keys.p256dh, key.private)
    http, browser = service.world.client("sam"), service.world.client("sam", browser=True)
    shown = (await http.get("/api/v1/account/subscriptions")).text
    shown += (await browser.get("/account")).text + "".join(capsys.readouterr())
    assert f'data-push-key="{(await service.browsers())[0].key}"' in shown
    for secret in (*secrets, "WORDS"):
        assert secret not in shown
