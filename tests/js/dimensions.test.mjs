// Several ratings of one task: which one is answered next.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { addEventListener() {}, querySelectorAll: () => [] };
const { following } = await import("../../static/js/dimensions.js");

const group = (answered) => ({ querySelector: () => (answered ? {} : null) });

test("the next without an answer is the one after, and then one before", () => {
  const [a, b, c] = [group(false), group(true), group(false)];
  assert.equal(following([a, b, c], a), c);
  assert.equal(following([a, b, c], c), a);
  assert.equal(following([a, b, c], null), a);
});

test("when all have one, there is none", () => {
  const all = [group(true), group(true)];
  assert.equal(following(all, all[0]), null);
});
