// Marking words with the options of a project: select, press the option's key. The answer is JSON in the form's own field.
import { selected } from "./anchors.js";
import { unitsAt } from "./points.js";
import { said } from "./words.js";

/** What the field holds as a list of {start, end, label}; nothing readable is an empty list. */
export function parse(text) {
  try {
    const spans = JSON.parse(text || "[]");
    return Array.isArray(spans) ? spans.filter((span) => Number.isInteger(span?.start) && Number.isInteger(span?.end)) : [];
  } catch {
    return [];
  }
}

const order = (a, b) => a.start - b.start || a.end - b.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
const same = (a) => (b) => order(a, b) === 0;

/** The spans with one more, in the order of the text; the same words with the same label are marked once. */
export function added(spans, { start, end, label }) {
  const span = { start, end, label };
  return spans.some(same(span)) ? spans : [...spans, span].sort(order);
}

/** The spans without one. */
export const without = (spans, span) => spans.filter((each) => !same(span)(each));

const field = (form) => form.querySelector("[data-spans]");
const formOf = () => document.querySelector("form:has([data-spans])");
const parts = () => [...document.querySelectorAll("[data-anchorable]")].filter((part) => !part.closest("dialog"));
let last = null;

function announce(form, text) {
  const note = form.querySelector("[data-spans-note]");
  if (note) note.textContent = text;
}

/** The text node and offset of a UTF-16 position inside an element. */
function pointIn(element, units) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = units;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [element, element.childNodes.length];
}

function locate(span) {
  for (const element of parts()) {
    const from = Number(element.dataset.start) || 0;
    const text = element.textContent;
    if (span.start < from || span.end > from + [...text].length) continue;
    const [start, end] = [unitsAt(text, span.start - from), unitsAt(text, span.end - from)];
    const range = document.createRange();
    range.setStart(...pointIn(element, start));
    range.setEnd(...pointIn(element, end));
    return { range, quote: text.slice(start, end) };
  }
  return null;
}

// The browser's own highlights: the text itself stays as it is, so that nothing moves and the selection holds.
function paint(form, spans) {
  if (!globalThis.CSS?.highlights) return;
  for (const name of [...CSS.highlights.keys()]) if (name.startsWith("span-")) CSS.highlights.delete(name);
  for (const span of spans) {
    const name = `span-${optionOf(form, span)?.dataset.color || "plain"}`;
    const found = locate(span);
    if (!found) continue;
    if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
    CSS.highlights.get(name).add(found.range);
  }
}

const optionOf = (form, span) => form.querySelector(`[data-span="${CSS.escape(span.label)}"]`);

function row(form, span) {
  const row = form.querySelector("template[data-spans-row]").content.firstElementChild.cloneNode(true);
  const option = optionOf(form, span);
  const name = option?.dataset.spanName ?? span.label;
  const quote = locate(span)?.quote ?? said("%(start)s to %(end)s", { start: span.start, end: span.end });
  if (option?.dataset.color) row.querySelector(".swatch").dataset.color = option.dataset.color;
  row.querySelector(".swatch").textContent = name;
  row.querySelector("q").textContent = quote;
  const button = row.querySelector("button");
  button.setAttribute("aria-label", said("Remove %(name)s: %(quote)s", { name, quote }));
  button.spanOf = span;
  return row;
}

function draw(form) {
  const spans = parse(field(form).value);
  form.querySelector("[data-spans-list]").replaceChildren(...spans.map((span) => row(form, span)));
  const undo = form.querySelector("[data-span-undo]");
  if (undo) undo.disabled = !spans.length;
  paint(form, spans);
}

function write(form, spans) {
  field(form).value = JSON.stringify(spans);
  draw(form);
}

function mark(form, option) {
  const anchor = selected();
  if (!anchor) return announce(form, said("Select the words first, then choose what they are."));
  last = { start: anchor.start, end: anchor.end, label: option.dataset.span };
  write(form, added(parse(field(form).value), last));
  getSelection().collapseToEnd();
  announce(form, said("Marked “%(quote)s” as %(name)s.", { quote: anchor.quote, name: option.dataset.spanName }));
}

function click(event) {
  const form = event.target.closest?.("form:has([data-spans])");
  if (!form) return;
  const option = event.target.closest("[data-span]");
  const removed = event.target.closest("[data-span-remove]")?.spanOf;
  const spans = parse(field(form).value);
  if (option) mark(form, option);
  else if (event.target.closest("[data-span-undo]") && spans.length) write(form, without(spans, spans.find(same(last ?? {})) ?? spans.at(-1)));
  else if (removed) {
    write(form, without(spans, removed));
    announce(form, said("Removed."));
    (form.querySelector("[data-span-remove]") ?? form.querySelector("[data-span]")).focus();
  }
}

const ready = () => {
  const form = formOf();
  if (form) draw(form);
  else if (globalThis.CSS?.highlights) for (const name of [...CSS.highlights.keys()]) if (name.startsWith("span-")) CSS.highlights.delete(name);
};

export function start() {
  ready();
  document.addEventListener("htmx:after:swap", ready);
  document.addEventListener("click", click);
  // The press of a button must not take the selection that it is about.
  document.addEventListener("mousedown", (event) => event.target.closest?.("[data-span]") && event.preventDefault());
}
