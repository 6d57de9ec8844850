// Writing Markdown without knowing it: the buttons over a composer, their keys, and the preview.
import { said } from "./words.js";
const AROUND = { bold: "**", italic: "_", code: "`" };
const BEFORE = { quote: "> ", list: "- ", tasks: "- [ ] " };
const KEYS = { b: "bold", i: "italic", e: "code", k: "link" };

/** A text with what is selected (from, to) marked: {text, from, to} of the new text and selection. */
export function write(kind, text, from, to) {
  const chosen = text.slice(from, to);
  if (kind in AROUND) {
    const sign = AROUND[kind];
    const isMarked = text.slice(from - sign.length, from) === sign && text.slice(to, to + sign.length) === sign;
    if (isMarked) return { text: text.slice(0, from - sign.length) + chosen + text.slice(to + sign.length), from: from - sign.length, to: to - sign.length };
    if (kind === "code" && chosen.includes("\n")) return { text: `${text.slice(0, from)}\`\`\`\n${chosen}\n\`\`\`${text.slice(to)}`, from: from + 4, to: to + 4 };
    return { text: text.slice(0, from) + sign + chosen + sign + text.slice(to), from: from + sign.length, to: to + sign.length };
  }
  if (kind === "link") {
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    const made = isAddress ? `[](${chosen})` : `[${chosen}](https://)`;
    const at = from + (isAddress ? 1 : chosen.length + 3);
    return { text: text.slice(0, from) + made + text.slice(to), from: at, to: isAddress ? at : at + "https://".length };
  }
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const lines = text.slice(start, to).split("\n").map((line) => BEFORE[kind] + line);
  const made = lines.join("\n");
  return { text: text.slice(0, start) + made + text.slice(to), from: start + made.length, to: start + made.length };
}

const ITEM = /^(\s*)(?:[-*+] (?:\[[ xX]\] )?|(\d{1,9})([.)]) |(?:> ?)+)/;

/** What a new line at a place continues: {text, from, to} with the next item of the list or quote, or, after an item that
    is empty, a blank line instead, without which what follows would belong to the item. null: the line begins with nothing that goes on. */
export function goOn(text, from, to) {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const line = text.slice(start, from);
  const item = line.match(ITEM);
  if (!item) return null;
  if (item[0] === line && from === to) return { text: `${text.slice(0, start)}\n${text.slice(to)}`, from: start + 1, to: start + 1 };
  const next = item[2] ? `${item[1]}${Number(item[2]) + 1}${item[3]} ` : item[0].replace(/\[[xX]\]/, "[ ]");
  const at = from + 1 + next.length;
  return { text: `${text.slice(0, from)}\n${next}${text.slice(to)}`, from: at, to: at };
}

/** Whoever begins an item that was begun for them gets one sign, not two. */
function once({ target: box, data }) {
  if (data !== " " || !box.matches?.("form[data-composer] textarea")) return;
  const at = box.selectionStart;
  const start = box.value.lastIndexOf("\n", at - 1) + 1;
  const twice = box.value.slice(start, at).match(/^(\s*[-*+] )[-*+] $/);
  if (twice) put(box, { text: box.value.slice(0, start) + twice[1] + box.value.slice(at), from: start + twice[1].length, to: start + twice[1].length });
}

export function put(box, { text, from, to }) {
  box.value = text;
  box.focus();
  box.setSelectionRange(from, to);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const boxOf = (form) => form.querySelector("textarea");

function mark(form, kind) {
  const box = boxOf(form);
  put(box, write(kind, box.value, box.selectionStart, box.selectionEnd));
}

async function preview(button) {
  const form = button.closest("form");
  const place = form.querySelector("[data-previewed]");
  const shows = button.getAttribute("aria-pressed") !== "true";
  if (shows) {
    const response = await fetch(button.dataset.preview, { method: "POST", body: new URLSearchParams({ body: boxOf(form).value }), headers: { "HX-Request": "true" } });
    const template = document.createElement("template");
    template.innerHTML = response.ok ? await response.text() : "";
    if (response.ok) place.replaceChildren(template.content);
    else place.textContent = said("The preview could not be drawn. What you wrote is safe.");
  }
  button.setAttribute("aria-pressed", String(shows));
  place.hidden = !shows;
  boxOf(form).hidden = shows;
  if (!shows) boxOf(form).focus();
}

export function start() {
  document.addEventListener("input", once);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-write], [data-preview]");
    if (!button) return;
    if (button.dataset.write) mark(button.closest("form"), button.dataset.write);
    else preview(button);
  });
  // A list goes on where a new line is begun: with Shift in a composer, for Enter alone sends there.
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || !event.shiftKey || event.isComposing || !box.matches?.("form[data-composer] textarea")) return;
    const made = goOn(box.value, box.selectionStart, box.selectionEnd);
    if (!made) return;
    event.preventDefault();
    put(box, made);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !(event.key in KEYS)) return;
    event.preventDefault();
    mark(form, KEYS[event.key]);
  });
  // What was sent is not previewed any more.
  document.addEventListener("precedent:sent", () => {
    for (const button of document.querySelectorAll('[data-preview][aria-pressed="true"]')) preview(button);
  });
}
