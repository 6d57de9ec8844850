// Marked words and places in text, without a page: run with node --test tests/js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorOf, placeIn, pointsBefore, unitsAt } from "../../static/js/points.js";
import { added, parse, without } from "../../static/js/spans.js";

const span = (start, end, label) => ({ start, end, label });

test("what the field holds is read, and what cannot be read is an empty answer", () => {
  assert.deepEqual(parse('[{"start": 1, "end": 4, "label": "person"}]'), [span(1, 4, "person")]);
  for (const text of ["", "null", "{}", "[", '["a"]', '[{"start": "1", "end": 4}]']) assert.deepEqual(parse(text), [], text);
});

test("spans stand in the order of the text, each once", () => {
  const spans = [span(20, 24, "place"), span(3, 9, "time"), span(3, 9, "place"), span(3, 5, "time"), span(20, 24, "place")];
  assert.deepEqual(spans.reduce(added, []), [span(3, 5, "time"), span(3, 9, "place"), span(3, 9, "time"), span(20, 24, "place")]);
});

test("marking leaves out what belongs to the selection alone", () => {
  assert.deepEqual(added([], { ...span(0, 2, "a"), quote: "He", part: "text" }), [span(0, 2, "a")]);
});

test("removing takes one span and no other on the same words", () => {
  const spans = [span(3, 9, "place"), span(3, 9, "time")];
  assert.deepEqual(without(spans, span(3, 9, "place")), [span(3, 9, "time")]);
  assert.deepEqual(spans.length, 2, "the list that was given stays as it was");
});

test("places counted in code points come back as the browser's own", () => {
  const text = "Maria 🙂 flew 👩‍👧 home";
  for (const units of [0, 5, 8, 13]) assert.equal(unitsAt(text, pointsBefore(text, units)), units);
  assert.deepEqual(anchorOf(text, 0, 9), { start: 0, end: 7, quote: "Maria 🙂" });
});

test("words of rendered Markdown are found in its source, the right one of several", () => {
  const source = "**no** and no, _no_!";
  const shown = "no and no, no!";
  assert.deepEqual(placeIn(source, shown, 0, 2), [2, 4]);
  assert.deepEqual(placeIn(source, shown, 7, 9), [11, 13]);
  assert.deepEqual(placeIn(source, shown, 13, 11), [16, 18], "selected backwards");
  assert.equal(source.slice(...placeIn(source, shown, 7, 9)), "no");
});

test("words that the source breaks with a sign have no place, and blanks none either", () => {
  assert.equal(placeIn("a **b** c", "a b c", 0, 5), null);
  assert.equal(placeIn("a b", "a b", 1, 2), null);
});
