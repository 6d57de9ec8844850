// The words a flag means: the selection inside [data-anchorable] goes into the hidden fields of [data-anchor-form].
import { anchorOf, placeIn } from "./points.js";

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

/** The selected words as {start, end, quote, part} of the task's text, in code points; null where nothing of a task is selected. */
export function selected() {
  const selection = getSelection();
  const element = selection.anchorNode?.parentElement?.closest("[data-anchorable]");
  if (!element || !element.contains(selection.focusNode) || selection.isCollapsed) return null;
  let text = element.textContent;
  let ends = [unitsTo(element, selection.anchorNode, selection.anchorOffset), unitsTo(element, selection.focusNode, selection.focusOffset)];
  // Rendered Markdown lacks the signs of its source, and the server counts in the source.
  const source = element.previousElementSibling?.matches("[data-written]") ? element.previousElementSibling.textContent : null;
  if (source !== null) {
    ends = placeIn(source, text, ...ends);
    text = source;
  }
  const anchor = ends && anchorOf(text, ...ends);
  if (!anchor) return null;
  const from = Number(element.dataset.start) || 0;
  return { start: anchor.start + from, end: anchor.end + from, quote: anchor.quote, part: element.dataset.anchorable };
}

function capture() {
  const form = document.querySelector("[data-anchor-form]");
  const anchor = form && selected();
  if (!anchor) return;
  fill(form, { anchor_start: anchor.start, anchor_end: anchor.end, anchor_quote: anchor.quote, anchor_part: anchor.part });
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

// With the text focused, arrows go from word to word, and the word is selected, so that one sees where one is;
// with Shift they take further words in.
function walk(event) {
  const element = event.target.closest?.("[data-anchorable]");
  if (!element || event.target !== element || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const selection = getSelection();
  const isForward = event.key === "ArrowRight";
  if (!element.contains(selection.focusNode)) selection.collapse(element, 0);
  else if (!event.shiftKey && !selection.isCollapsed) selection[isForward ? "collapseToEnd" : "collapseToStart"]();
  selection.modify("extend", isForward ? "forward" : "backward", "word");
  capture(); // before the next key: it may open the flag
}

export function start() {
  document.addEventListener("selectionchange", capture);
  document.addEventListener("keydown", walk);
  document.addEventListener("click", (event) => event.target.closest("[data-anchor-clear]") && clear());
}
