// A swap that takes away what had the focus gives it to what came in its place: who walks by keyboard is not sent back to the top.
let lost = null;

/** Puts the focus where a part of a page is written in; into a choice only where there is nothing else. */
export function writeIn(part) {
  const field = part.querySelector("textarea, select, input:not([type=hidden], [type=radio], [type=checkbox])");
  (field ?? part.querySelector("input:not([type=hidden])"))?.focus();
}

function remember(event) {
  const target = event.detail?.ctx?.target;
  const here = document.activeElement;
  lost = target?.id && here !== document.body && target.contains(here) ? { region: target.id, field: here.id } : null;
}

function giveBack() {
  const was = lost;
  lost = null;
  if (!was || (document.activeElement && document.activeElement !== document.body)) return;
  const field = was.field && document.getElementById(was.field);
  if (field?.checkVisibility?.()) return field.focus({ preventScroll: true });
  const region = document.getElementById(was.region);
  if (!region) return;
  if (!region.hasAttribute("tabindex")) region.tabIndex = -1;
  region.focus({ preventScroll: true });
}

export function start() {
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", giveBack);
}
