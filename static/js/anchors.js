// The words a flag means: the selection inside [data-anchorable] goes into the hidden fields of [data-anchor-form].
import { anchorOf } from "./points.js";

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  }
}

function unitsTo(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

function capture() {
  const form = document.querySelector("[data-anchor-form]");
  const selection = getSelection();
  const element = selection.anchorNode?.parentElement?.closest("[data-anchorable]");
  if (!form || !element || !element.contains(selection.focusNode) || selection.isCollapsed) return;
  const start = unitsTo(element, selection.anchorNode, selection.anchorOffset);
  const end = unitsTo(element, selection.focusNode, selection.focusOffset);
  const anchor = anchorOf(element.textContent, start, end);
  if (!anchor) return;
  fill(form, { anchor_start: anchor.start, anchor_end: anchor.end, anchor_quote: anchor.quote, anchor_part: element.dataset.anchorable });
  const shown = form.querySelector("[data-anchor-shown]");
  if (shown) shown.textContent = anchor.quote;
  form.dataset.anchored = "yes";
}

/** Forget the words: for another task, or when the person takes them back. */
export function clear(form = document.querySelector("[data-anchor-form]")) {
  if (!form) return;
  fill(form, { anchor_start: "", anchor_end: "", anchor_quote: "", anchor_part: "", region_x: "", region_y: "", region_w: "", region_h: "" });
  form.querySelector("[data-anchor-shown]")?.replaceChildren();
  delete form.dataset.anchored;
}

// With the text focused, arrows walk by word and Shift selects: the same without a mouse.
function walk(event) {
  const element = event.target.closest?.("[data-anchorable]");
  if (!element || event.target !== element || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const selection = getSelection();
  if (!element.contains(selection.focusNode)) selection.collapse(element, 0);
  event.preventDefault();
  selection.modify(event.shiftKey ? "extend" : "move", event.key === "ArrowRight" ? "forward" : "backward", "word");
}

export function start() {
  document.addEventListener("selectionchange", capture);
  document.addEventListener("keydown", walk);
  document.addEventListener("click", (event) => event.target.closest("[data-anchor-clear]") && clear());
}
