"""Files beside messages: their uploader's until sent, then for those who may read the message."""

from datetime import timedelta
from uuid import UUID

import time_machine
from sqlmodel import Session, select

from app.actions.messages import edit_message
from app.actions.removals import delete_message, redact_message, undo_message
from app.clock import new_id, new_ordered_id, now
from app.queries.attachments import has_image
from app.records.threads import Message
from tests.cast import EVERYBODY, World
from tests.talk.beside import FILES, key_of, picture, rows, seen, send, stored
from tests.talk.floor import answer, hold, make_task


async def test_until_it_is_sent_it_is_its_uploaders_alone(world: World) -> None:
    file = await key_of(world, "lin")
    assert await seen(world, file) == {name: 200 if name == "lin" else 404 for name in EVERYBODY}
    for name in ("lea", "sam"):
        assert (await world.client(name).delete(f"{FILES}/{file}")).status_code == 404
        assert (await send(world, name, "lounge", file)).status_code == 422
    assert (await send(world, "lin", "lounge", file)).status_code == 201
    assert await seen(world, file) == {name: 404 if name == "eve" else 200 for name in EVERYBODY}


async def test_a_hidden_peers_file_is_hidden_until_one_has_answered(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    file = await key_of(world, "lin", topic=topic, name="planted-secret.png")
    sent = await send(world, "lin", topic, file)
    assert sent.status_code == 201, sent.text
    readers = {"ada", "lea", "rui", "lin"}
    found = await seen(world, file)
    assert {name for name, status in found.items() if status == 200} == readers
    sam = world.client("sam", browser=True)
    page = (await sam.get(f"/projects/hate/threads/{topic}")).text
    assert "planted-secret" not in page
    assert file not in page
    await answer(world, "sam")
    assert await seen(world, file, "sam", "kim") == {"sam": 200, "kim": 404}
    assert "planted-secret" in (await sam.get(f"/projects/hate/threads/{topic}")).text


async def test_a_message_may_be_files_alone_and_comes_once(world: World) -> None:
    one, two, key = await key_of(world, "lin"), await key_of(world, "lin", b"two"), new_ordered_id()
    first = await send(world, "lin", "lounge", one, two, key=key)
    again = await send(world, "lin", "lounge", one, two, key=key)
    assert first.json() == again.json()
    assert [each["key"] for each in first.json()["files"]] == [one, two]
    for files in ((one,), (two, one), ()):
        told = await send(world, "lin", "lounge", *files, key=key)
        assert told.status_code == 409
    assert (await send(world, "lin", "lounge", one)).status_code == 409
    assert (await send(world, "lin", "lounge")).status_code == 422
    assert (await send(world, "lin", "lounge", str(new_id()))).status_code == 422
    three = await key_of(world, "lin", b"three")
    assert (await send(world, "lin", "lounge", three, three)).status_code == 422
    assert (await send(world, "lin", "lounge", three)).status_code == 201
    await world.write(edit_message, "lin", key, body="words")
    await world.write(edit_message, "lin", key, body="")


async def test_taken_back_removed_or_redacted_it_is_gone_for_everybody(world: World) -> None:
    deleted, undone, redacted = (new_ordered_id() for _ in range(3))
    files = {}
    for key, color in ((deleted, "red"), (undone, "green"), (redacted, "blue")):
        files[key] = await key_of(world, "lin", picture(color), topic="lounge", name="secret.png")
        assert (await send(world, "lin", "lounge", files[key], key=key)).status_code == 201
    await world.write(delete_message, "lin", deleted)
    await world.write(redact_message, "lea", redacted, reason="privacy")
    for key in (deleted, redacted):
        assert set((await seen(world, files[key])).values()) == {404}
    await world.write(undo_message, "lin", undone)
    found = await seen(world, files[undone])
    # what was undone was never sent: its author may send it with another message
    assert {name for name, status in found.items() if status == 200} == {"lin"}
    page = await world.client("lin", browser=True).get("/projects/hate/threads/lounge")
    assert f"upload-{files[undone]}" in page.text
    assert (await send(world, "lin", "lounge", files[undone])).status_code == 201


async def test_redaction_takes_the_bytes_unless_others_need_them(world: World) -> None:
    keys = [new_ordered_id() for _ in range(2)]
    for name, key in zip(("lin", "sam"), keys, strict=True):
        file = await key_of(world, name, name="secret.png")
        assert (await send(world, name, "lounge", file, key=key)).status_code == 201
    assert len(stored(world)) == 2, "the picture and its small one, once for both"
    keeper = world.app.state.files
    await world.write(redact_message, "lea", keys[0], reason="privacy")
    await keeper.settle()
    assert len(stored(world)) == 2
    assert (await seen(world, file, "lea"))["lea"] == 200
    await world.write(redact_message, "lea", keys[1], reason="privacy")
    await keeper.settle()
    assert not stored(world)
    assert not await rows(world)


async def test_what_was_undone_is_redacted_with_its_message(world: World) -> None:
    key, file = new_ordered_id(), await key_of(world, "lin", topic="lounge")
    await send(world, "lin", "lounge", file, key=key)
    await world.write(undo_message, "lin", key)
    await world.write(redact_message, "lea", key, reason="abuse")
    await world.app.state.files.settle()
    assert not stored(world)


async def test_what_is_never_sent_goes_after_a_day(world: World) -> None:
    keeper, file = world.app.state.files, await key_of(world, "lin", topic="lounge")
    sent = await key_of(world, "lin", b"sent")
    await send(world, "lin", "lounge", sent)
    await keeper.settle()
    assert (await seen(world, file, "lin"))["lin"] == 200
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        await keeper.settle()
        assert [str(each.key) for each in await rows(world)] == [sent]
        assert len(stored(world)) == 1
        assert (await send(world, "lin", "lounge", file)).status_code == 422


async def test_one_may_put_an_upload_aside(world: World) -> None:
    file = await key_of(world, "lin", topic="lounge")
    lin = world.client("lin", browser=True)
    assert f"upload-{file}" in (await lin.get("/projects/hate/threads/lounge")).text
    assert (await lin.post(f"/projects/hate/files/{file}/removal")).status_code == 303
    assert f"upload-{file}" not in (await lin.get("/projects/hate/threads/lounge")).text
    assert (await send(world, "lin", "lounge", file)).status_code in (409, 422)
    other = await key_of(world, "lin")
    assert (await world.client("lin").delete(f"{FILES}/{other}")).status_code == 204
    assert (await world.client("lin").delete(f"{FILES}/{other}")).status_code == 404


async def test_a_plain_form_sends_files(world: World) -> None:
    lin, url = world.client("lin", browser=True), "/projects/hate/threads/lounge/messages"
    raw = [("raw", ("a.png", picture())), ("raw", ("b.txt", b"words"))]
    said = {"key": str(new_ordered_id()), "body": ""}
    assert (await lin.post(url, data=said, files=raw)).status_code == 303
    page = (await lin.get("/projects/hate/threads/lounge")).text
    assert 'alt="a.png" width="320" height="160"' in page
    assert "b.txt" in page
    # refused, nothing is lost: what came whole waits in the composer
    raw = [("raw", ("c.txt", b"kept")), ("raw", ("d.svg", b"<svg/>"))]
    said = {"key": str(new_ordered_id()), "body": "x"}
    assert (await lin.post(url, data=said, files=raw)).status_code == 422
    assert "c.txt" in (await lin.get("/projects/hate/threads/lounge")).text


async def test_descriptions_come_with_the_message(world: World) -> None:
    file = await key_of(world, "lin", topic="lounge", alt="before")
    lin = world.client("lin", browser=True)
    said = {"key": str(new_ordered_id()), "body": "", "files": file, "alts": "A sign, crossed out"}
    told = await lin.post("/projects/hate/threads/lounge/messages", data=said)
    assert told.status_code == 303
    page = (await lin.get("/projects/hate/threads/lounge")).text
    assert 'alt="A sign, crossed out"' in page


async def test_exports_list_the_files(world: World) -> None:
    file = await key_of(world, "lin", b"a,b\n", name="t.csv")
    await send(world, "lin", "lounge", file, body="see")
    gone, key = await key_of(world, "lin", b"gone", name="gone.txt"), new_ordered_id()
    await send(world, "lin", "lounge", gone, key=key)
    await world.write(delete_message, "lin", key)
    got = await world.client("lea").get("/api/v1/projects/hate/exports/messages.jsonl")
    assert '"name":"t.csv","kind":"text/csv","size":4,"hash":"' in got.text
    assert "gone.txt" not in got.text


async def test_which_messages_have_pictures(world: World) -> None:
    words, drawn = new_ordered_id(), new_ordered_id()
    await send(world, "lin", "lounge", await key_of(world, "lin", b"words"), key=words)
    await send(world, "lin", "lounge", await key_of(world, "lin"), key=drawn)

    def find(db: Session) -> list[UUID]:
        return list(db.exec(select(Message.key).where(has_image())))

    assert await world.edge.read(find) == [drawn]
