// The flag dialog at the desk: writing begins at once; a flag that was taken closes it and shows in the task.
import { clear } from "./anchors.js";
import { uuid7 } from "./uuid7.js";

const PARTS = ["desk-paper", "desk-actions"];

// The mark in the text and the way to park: the rest of the desk, with what is chosen in it, stays as it is.
async function renew() {
  if (!document.getElementById(PARTS[0])) return;
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const isSame = page.querySelector("[data-anchor-form]")?.id === document.querySelector("[data-anchor-form]")?.id;
  for (const id of isSame ? PARTS : []) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (!fresh || !old) continue;
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    fresh.dispatchEvent(new CustomEvent("precedent:arrived", { bubbles: true, detail: { isNew: false } }));
  }
}

function taken(event) {
  const { ctx } = event.detail;
  const form = ctx?.sourceElement?.closest?.("[data-anchor-form]");
  const status = ctx?.response?.status ?? ctx?.response?.raw?.status;
  if (!form || ctx.sourceElement !== form || !(status >= 200 && status < 300)) return;
  form.closest("dialog")?.close();
  form.reset();
  form.querySelector('[name="key"]').value = uuid7();
  clear(form);
  renew();
}

export function start() {
  document.addEventListener("htmx:after:request", taken);
  document.addEventListener("precedent:opened", ({ target }) => target.querySelector("[data-anchor-form] textarea")?.focus());
}
