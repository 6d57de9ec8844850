// The parts of the pages' behaviours that need no page: run with node --test tests/js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { match, nameOf } from "../../static/js/chords.js";
import { addressOf } from "../../static/js/filling.js";
import { follows } from "../../static/js/grouping.js";
import { drop, put } from "../../static/js/outbox.js";
import { anchorOf, boxOf, nudge, pointsBefore } from "../../static/js/points.js";
import { spent } from "../../static/js/desk.js";
import { ago } from "../../static/js/times.js";
import { phrase } from "../../static/js/typing.js";
import { sentence } from "../../static/js/failures.js";
import { titled } from "../../static/js/unread.js";
import { compareOrders, placeOf } from "../../static/js/upsert.js";
import { uuid7 } from "../../static/js/uuid7.js";
import { pauseFor, secondsOf } from "../../static/js/waits.js";
import { Cursor, farewell } from "../../static/js/wire.js";

test("numbers are ordered by size and stand before text", () => {
  assert.deepEqual(["b", "10", "9", "a", "-1"].sort(compareOrders), ["-1", "9", "10", "a", "b"]);
});

test("a node goes after its equals, in either direction", () => {
  assert.equal(placeOf(["1", "2", "2", "3"], "2"), 3);
  assert.equal(placeOf(["3", "2", "1"], "2", true), 2);
  assert.equal(placeOf([], "5"), 0);
  assert.equal(placeOf(["1", "9000000000000000"], "7"), 1, "a pending message stays last");
});

test("an id made here is a UUIDv7 that sorts by its time", () => {
  const id = uuid7(1_700_000_000_000);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(id.replaceAll("-", "").slice(0, 12), 16), 1_700_000_000_000);
  assert.ok(uuid7(1_700_000_000_001) > id);
  assert.notEqual(uuid7(5), uuid7(5));
});

test("a sequence waits while more may follow, and hits when it is whole", () => {
  const bindings = ["f", "g i", "g d", "mod+Enter"];
  assert.deepEqual(match(["g"], bindings), { hit: -1, waiting: true });
  assert.deepEqual(match(["g", "i"], bindings), { hit: 1, waiting: false });
  assert.deepEqual(match(["x"], bindings), { hit: -1, waiting: false });
});

test("key presses have names, and modifiers alone have none", () => {
  assert.equal(nameOf({ key: "f" }), "f");
  assert.equal(nameOf({ key: "K", ctrlKey: true }), "mod+k");
  assert.equal(nameOf({ key: "Enter", metaKey: true }), "mod+Enter");
  assert.equal(nameOf({ key: "Shift" }), "");
});

test("anchors count code points and leave white space outside", () => {
  const text = "a 👩‍🚀 b";
  assert.equal(pointsBefore(text, text.length), [...text].length);
  assert.deepEqual(anchorOf("🙂🙂 word", 4, 9), { start: 3, end: 7, quote: "word" });
  assert.deepEqual(anchorOf("one two", 7, 4), { start: 4, end: 7, quote: "two" }, "a selection made backwards");
  assert.equal(anchorOf("a   b", 1, 4), null);
});

test("a box is a fraction of its picture and never leaves it", () => {
  const frame = { left: 100, top: 50, width: 200, height: 100 };
  assert.deepEqual(boxOf({ x: 350, y: 100 }, { x: 200, y: 75 }, frame), { x: 0.5, y: 0.25, w: 0.5, h: 0.25 });
  assert.deepEqual(nudge({ x: 0.9, y: 0, w: 0.1, h: 0.1 }, 0.05, -0.05, false), { x: 0.9, y: 0, w: 0.1, h: 0.1 });
  assert.deepEqual(nudge({ x: 0.5, y: 0.5, w: 0.5, h: 0.2 }, 0.1, 0.1, true), { x: 0.5, y: 0.5, w: 0.5, h: 0.3 });
});

test("the cursor applies events, and asks for a new connection at a gap", () => {
  const cursor = new Cursor("10", "e1");
  assert.deepEqual(cursor.hello(["me"]), { type: "hello", since: 10, epoch: "e1", focus: ["me"] });
  assert.equal(cursor.take({ type: "welcome", seq: 10, epoch: "e1" }), "nothing");
  assert.equal(cursor.take({ type: "event", n: 1, seq: 14 }), "apply");
  assert.equal(cursor.take({ type: "event", n: 2, seq: 12 }), "apply", "a repeat does no harm");
  assert.equal(cursor.since, 14, "and never moves the cursor back");
  assert.equal(cursor.take({ type: "event", n: 4, seq: 20 }), "reconnect");
  assert.equal(cursor.take({ type: "ping", seq: 21 }), "reconnect");
  assert.equal(cursor.since, 14, "what came after a gap is asked for again");
  assert.equal(cursor.hello([]).since, 14);
  assert.equal(cursor.take({ type: "event", n: 1, seq: 15 }), "apply", "the count starts again");
  assert.equal(cursor.take({ type: "ping", seq: 30 }), "nothing");
  assert.equal(cursor.since, 30);
});

test("a reset fetches regions again; another epoch loads the page again", () => {
  const cursor = new Cursor(10, "e1");
  assert.equal(cursor.take({ type: "reset", why: "too far behind", seq: 99 }), "refetch");
  assert.equal(cursor.since, 99);
  assert.equal(cursor.take({ type: "reset", why: "epoch" }), "reload");
  assert.equal(cursor.take({ type: "welcome", epoch: "e2" }), "reload");
  assert.equal(cursor.take({ type: "welcome", seq: 500, epoch: "e1" }), "nothing");
  assert.equal(cursor.since, 99, "the reset that follows a welcome may be lost");
});

test("only a sign-out or a removal ends the connection for good", () => {
  assert.ok(farewell(4401) && farewell(4403));
  for (const code of [1000, 1006, 1012, 1013]) assert.equal(farewell(code), null);
});

test("the outbox holds each message once", () => {
  const list = put(put([], { key: "a", state: "sending" }), { key: "b" });
  assert.deepEqual(put(list, { key: "a", state: "failed" }).map(({ key, state }) => [key, state]), [["a", "failed"], ["b", undefined]]);
  assert.deepEqual(drop(list, "a"), [{ key: "b" }]);
});

test("time spent leaves out the time away, and ends at an hour", () => {
  assert.equal(spent(0, 12_400, 0), 12);
  assert.equal(spent(0, 60_000, 50_000), 10);
  assert.equal(spent(0, 1e9, 0), 3600);
});

test("people read sentences, not states", () => {
  assert.equal(phrase(["Ada", "Lin", "Sam"]), "Ada, Lin and 1 more are typing");
  assert.equal(titled("(3) Desk", 0), "Desk");
  assert.equal(titled("Desk", 2), "(2) Desk");
  assert.equal(sentence(409, '{"title": "Conflict", "detail": "It was published."}'), "It was published.");
  assert.match(sentence(503, "gateway"), /Nothing was changed/);
  assert.equal(ago(0, 20_000), "just now");
});

test("how long ago is said as the server says it", () => {
  // the same as in tests/pages/test_times.py
  const said = [[20, "just now"], [50, "1m ago"], [150, "3m ago"], [10_799, "3h ago"], [90_000, "1d ago"], [-7200, "in 2h"], [-260_000, "in 3d"]];
  for (const [seconds, words] of said) assert.equal(ago(0, seconds * 1000), words);
});

test("a thousand browsers that lost one server come back spread over the whole stretch", () => {
  for (const [tries, stretch] of [[1, 3000], [2, 6000], [3, 12_000]]) {
    const pauses = Array.from({ length: 1000 }, () => pauseFor(tries, { first: 3000 }));
    assert.ok(Math.min(...pauses) >= stretch / 10 && Math.max(...pauses) <= stretch);
    const tenths = Array(10).fill(0);
    for (const pause of pauses) tenths[Math.min(9, Math.floor((pause / stretch) * 10))] += 1;
    assert.ok(Math.max(...tenths) < 170, `no tenth of the stretch has more than a sixth of them: ${tenths}`);
  }
  assert.equal(pauseFor(40, { luck: 1 }), 60_000, "there is an end to doubling");
});

test("nobody comes back before the server asked for, nor all at that moment", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(secondsOf("30"), 30);
  assert.equal(secondsOf("Thu, 01 Jan 2026 00:01:00 GMT", now), 60);
  for (const none of [null, "", "soon", "-5"]) assert.equal(secondsOf(none), 0);
  assert.equal(secondsOf("86400"), 600, "a day is not believed");
  assert.equal(pauseFor(1, { asked: "30", luck: 0 }), 30_100);
  assert.equal(pauseFor(1, { asked: "30", luck: 1 }), 31_000);
});

test("what one person says in a row stands under one name, for five minutes", () => {
  const said = (author, at) => ({ author, at });
  assert.equal(follows(said("1", 0), said("1", 299_000)), true);
  assert.equal(follows(said("1", 0), said("1", 301_000)), false);
  assert.equal(follows(said("1", 0), said("2", 1)), false);
  assert.equal(follows(null, said("1", 0)), false);
});

test("an address comes out of a name, as far as it has letters for one", () => {
  assert.equal(addressOf("Hate speech, 2nd round"), "hate-speech-2nd-round");
  assert.equal(addressOf("  Größe & Éclair "), "gro-e-eclair");
  assert.equal(addressOf("ヘイト"), "");
});
