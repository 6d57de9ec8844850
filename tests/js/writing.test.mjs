// Writing Markdown by buttons, and seeing what is being typed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { typedBefore } from "../../static/js/suggest.js";
import { goOn, write } from "../../static/js/writing.js";

test("a sign goes around what is chosen, and away again", () => {
  const bold = write("bold", "a word here", 2, 6);
  assert.deepEqual(bold, { text: "a **word** here", from: 4, to: 8 });
  assert.deepEqual(write("bold", bold.text, bold.from, bold.to), { text: "a word here", from: 2, to: 6 });
  assert.equal(write("code", "one\ntwo", 0, 7).text, "```\none\ntwo\n```");
  assert.deepEqual(write("italic", "", 0, 0), { text: "__", from: 1, to: 1 });
});

test("lines become a quote or a list from their beginning", () => {
  assert.equal(write("quote", "said\nso", 2, 7).text, "> said\n> so");
  assert.equal(write("list", "x\none\ntwo", 3, 9).text, "x\n- one\n- two");
  assert.equal(write("tasks", "do it", 5, 5).text, "- [ ] do it");
});

test("a list goes on in a new line, and ends with an item that is empty", () => {
  assert.equal(goOn("- one", 5, 5).text, "- one\n- ");
  assert.equal(goOn("- [x] done", 10, 10).text, "- [x] done\n- [ ] ");
  assert.deepEqual(goOn("x\n 9. nine\ny", 10, 10), { text: "x\n 9. nine\n 10. \ny", from: 16, to: 16 });
  assert.equal(goOn("> said", 6, 6).text, "> said\n> ");
  assert.deepEqual(goOn("- one\n- ", 8, 8), { text: "- one\n\n", from: 7, to: 7 });
  assert.equal(goOn("-one", 4, 4), null);
  assert.equal(goOn("plain", 5, 5), null);
});

test("an address becomes a link without words, words a link without an address", () => {
  assert.deepEqual(write("link", "https://a.example", 0, 17), { text: "[](https://a.example)", from: 1, to: 1 });
  const made = write("link", "here", 0, 4);
  assert.equal(made.text.slice(made.from, made.to), "https://");
});

test("a mark is seen where a word begins, with what follows it", () => {
  assert.deepEqual(typedBefore("ask @Li", 7), { mark: "@", words: "Li", from: 4 });
  assert.deepEqual(typedBefore("#", 1), { mark: "#", words: "", from: 0 });
  assert.deepEqual(typedBefore("by R-c", 6), { mark: "R-", words: "c", from: 3 });
  assert.equal(typedBefore("a@b", 3), null, "an address of mail is not a mention");
  assert.equal(typedBefore("at 12:30", 8), null);
  assert.equal(typedBefore("so: yes", 7), null);
  assert.deepEqual(typedBefore(":th", 3), { mark: ":", words: "th", from: 0 });
  assert.deepEqual(typedBefore(":t", 2), { mark: ":", words: "t", from: 0 });
  for (const face of [":-", ":D", ":"]) assert.equal(typedBefore(face, face.length), null);
  assert.equal(typedBefore("@Lin and", 8), null);
});
