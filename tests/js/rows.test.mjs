// Walking a list with j and k: where one lands.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { addEventListener() {} };
const { step } = await import("../../static/js/rows.js");

test("from nowhere j goes to the first row and k to the last", () => {
  assert.equal(step(3, -1, 1), 0);
  assert.equal(step(3, -1, -1), 2);
});

test("the ends hold", () => {
  assert.equal(step(3, 2, 1), 2);
  assert.equal(step(3, 0, -1), 0);
  assert.equal(step(3, 0, 1), 1);
});
