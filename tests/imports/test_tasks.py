"""Importing tasks: what becomes of each line, on both databases."""

from typing import Any

from tests.cast import World
from tests.imports.files import export, lines, outcome, post, send


async def test_good_rows_go_in_and_the_others_are_told_by_line(world: World) -> None:
    data = (
        "id,text,gold,source\n"
        "t1,first,hateful,web\n"
        "t2,,,\n"
        "t1,again,,\n"
        "t3,third\n"
        ",no id,,\n"
        't4,"two\nlines",non-hateful,"a,b"\n'
        "t5,odd gold,maybe,\n"
        "t6, kept as it is ,,\n"
    )
    report = await send(world, data.encode(), "tasks", fields={"gold": "gold"})
    assert outcome(report) == (
        "done",
        3,
        [
            (3, "The text of a task cannot be empty."),
            (4, "the external id “t1” stands on an earlier line"),
            (5, "has 2 cells where the header has 4"),
            (6, "external_id: is missing"),
            (9, "gold: “maybe” is not one of the answers: hateful, non-hateful."),
        ],
    )
    found = {task["external_id"]: task for task in await export(world, "tasks")}
    assert [(task["external_id"], task["text"]) for task in found.values()] == [
        ("t1", "first"),
        ("t4", "two\nlines"),
        ("t6", " kept as it is "),
    ]
    assert found["t1"]["details"] == {"source": "web"}
    golds = {gold["external_id"]: gold["gold"] for gold in await export(world, "gold")}
    assert golds == {"t1": "hateful", "t4": "non-hateful"}
    again = await send(world, b"id,text\nt1,first\n", "tasks")
    assert outcome(again)[2] == [(2, "the external id “t1” is in the project already")]


async def test_every_kind_of_content_is_told_by_its_fields(world: World) -> None:
    turns = [{"role": "user", "text": "Hi"}, {"role": "bot", "text": "Go away"}]
    data = lines(
        {"item_id": 1, "text": "plain", "n": {"deep": [1, None]}},
        {"item_id": "p", "a1": "left", "a2": "right"},
        {"item_id": "c", "turns": turns},
        {"item_id": "i", "image": "cat.png"},
        {"item_id": "x", "note": "nothing to judge"},
        {"item_id": True, "text": "a"},
    )
    report = await send(world, data, "tasks")
    assert outcome(report) == (
        "done",
        3,
        [
            (4, "no picture “cat.png” was uploaded to the project"),
            (5, "has no text, pair, conversation or image"),
            (6, "external_id: is missing"),
        ],
    )
    text, pair, talk = await export(world, "tasks")
    assert (text["external_id"], text["kind"], text["details"]) == (
        "1",
        "text",
        {"n": {"deep": [1, None]}},
    )
    assert (pair["a"], pair["b"]) == ("left", "right")
    assert talk["turns"] == turns


UNREADABLE = [
    ("id,text\nt1,a\n".encode("utf-16"), "UTF-16"),
    (b"PK\x03\x04" + bytes(100), "spreadsheet"),
    (b"name,words\nt1,a\n", "No column for external_id in: name, words"),
    (b"id,words\nt1,a\n", "No column for text or a or turns or image in: id, words"),
    (b"id,id\nt1,a\n", "names a column twice"),
    (b"", "empty"),
]


async def test_an_unreadable_file_keeps_nothing(world: World) -> None:
    for data, why in UNREADABLE:
        answer = await post(world, data, "tasks")
        assert answer.status_code == 422
        assert why in answer.json()["detail"]
    assert (await world.client("lea").get("/api/v1/projects/hate/imports")).json()["imports"] == []
    assert await export(world, "tasks") == []


MEANINGLESS: list[dict[str, Any]] = [
    {"fields": {"nothing": "x"}},
    {"fields": {"text": "missing"}},
    {"zone": "Nowhere/Else"},
    {"format": "xml"},
    {"text_format": "html"},
]


async def test_options_that_mean_nothing_are_refused(world: World) -> None:
    for how in MEANINGLESS:
        answer = await post(world, b"id,text\nt1,a\n", "tasks", **how)
        assert answer.status_code == 422, (how, answer.text)


async def test_a_larger_file_is_413_and_keeps_nothing(world: World) -> None:
    world.app.state.imports.settings = world.settings.model_copy(
        update={"import_bytes": 200, "import_rows": 5}
    )
    big = await post(
        world, b"id,text\n" + b"".join(b"t%d,aaaaaaa\n" % n for n in range(30)), "tasks"
    )
    many = await post(world, b"id,text\n" + b"".join(b"t%d,a\n" % n for n in range(6)), "tasks")
    cells = await post(world, b'id,text\nt1,"' + b"a\n" * 20 + b'"\n', "tasks")
    assert (big.status_code, many.status_code, cells.status_code) == (413, 413, 201)
    assert "nothing was kept" in big.json()["detail"]
    assert [task["external_id"] for task in await export(world, "tasks")] == ["t1"]


MIXED = (
    b"id,text,gold\n"
    + b"".join(b"t%d,text %d,hateful\n" % (n % 700, n) for n in range(1500))
    + b"bad\nt900,,\nt901,x,maybe\nold,was there,\n"
)


async def test_a_dry_run_tells_the_same_and_keeps_nothing(world: World) -> None:
    await send(world, b"id,text\nold,one\n", "tasks")
    trial = await send(world, MIXED, "tasks", dry_run=True, fields={"gold": "gold"})
    assert [task["external_id"] for task in await export(world, "tasks")] == ["old"]
    kept = await send(world, MIXED, "tasks", fields={"gold": "gold"})
    assert trial["importing"]["dry_run"] is True
    for name in ("state", "rows_kept", "rows_refused", "report", "bytes_done"):
        assert trial["importing"][name] == kept["importing"][name], name
    assert trial["faults"] == kept["faults"]
    assert kept["importing"]["rows_kept"] == 700
    assert kept["importing"]["rows_refused"] == 804
    assert len(await export(world, "tasks")) == 701


async def test_the_report_goes_on_page_by_page_in_the_order_of_the_file(world: World) -> None:
    data = b"id,text\n" + b"bad\n" * 120 + b"t1,good\n"
    report = await send(world, data, "tasks")
    found, after = [fault["line"] for fault in report["faults"]], report["next"]
    url = f"/api/v1/projects/hate/imports/{report['importing']['key']}"
    while after:
        page = (await world.client("lea").get(url, params={"after": after})).json()
        found += [fault["line"] for fault in page["faults"]]
        after = page["next"]
    assert found == list(range(2, 122))


async def test_gold_can_come_in_a_file_of_its_own(world: World) -> None:
    await send(world, b"id,text\nt1,a\nt2,b\n", "tasks")
    report = await send(world, b"id,gold\nt1,hateful\nt9,hateful\nt1,non-hateful\n", "gold")
    assert outcome(report) == (
        "done",
        1,
        [
            (3, "the task “t9” is not in the project"),
            (4, "the task “t1” stands on an earlier line"),
        ],
    )
    await send(world, b"id,gold\nt1,non-hateful\n", "gold")
    assert [gold["gold"] for gold in await export(world, "gold")] == ["non-hateful"]
