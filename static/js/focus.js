// A swap that takes away what had the focus gives it to what came in its place: who walks by keyboard is not sent back to the top.
let lost = null;

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
