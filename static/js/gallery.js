// The pictures of a thread, large, one after the other: links with [data-picture].
import { openDialog } from "./dialogs.js";
import { said } from "./words.js";

let here = null;
const dialog = () => document.getElementById("gallery");
const part = (name) => dialog().querySelector(`[data-${name}]`);
const all = () => [...(here?.closest(".thread-log") ?? document).querySelectorAll("a[data-picture]")];

function draw() {
  const links = all();
  const at = links.indexOf(here);
  const image = part("shown");
  image.removeAttribute("src"); // the last one must not stand under the new name
  image.width = here.dataset.width;
  image.height = here.dataset.height;
  image.alt = here.dataset.alt || here.dataset.picture;
  image.src = here.href;
  document.getElementById("gallery-title").textContent = here.dataset.picture;
  part("words").textContent = here.dataset.alt;
  part("count").textContent = links.length > 1 ? said("%(number)s of %(all)s", { number: at + 1, all: links.length }) : "";
  part("open").href = here.href;
  for (const button of dialog().querySelectorAll("[data-step]")) button.hidden = !links[at + Number(button.dataset.step)];
}

function step(by) {
  const next = all()[all().indexOf(here) + by];
  if (!next) return;
  here = next;
  draw();
  // A button that is gone would take the focus with it.
  if (!document.activeElement?.checkVisibility?.()) dialog().querySelector("[data-close]").focus();
}

/** A picture taken back while it is looked at goes from here, too; one drawn anew stays. */
function follow() {
  if (!here || here.isConnected) return;
  const same = [...document.querySelectorAll("a[data-picture]")].find(({ href }) => href === here.href);
  here = same ?? null;
  if (!same) dialog().close();
  else if (dialog().open) draw();
}

export function start() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-picture]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      here = link;
      draw();
      openDialog("gallery");
      return;
    }
    const button = event.target.closest("#gallery [data-step]");
    if (button) step(Number(button.dataset.step));
  });
  document.addEventListener("precedent:arrived", follow);
  dialog()?.addEventListener("close", () => {
    part("shown").removeAttribute("src");
    here?.focus();
    here = null;
  });
}
