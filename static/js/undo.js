// Ten seconds to take back a message just sent from here: a button under it, and Ctrl Z in the empty composer.
import { fetchUploads } from "./attaching.js";
import { upsert } from "./upsert.js";
import { said } from "./words.js";

const LONG = 10_000;
let last = null; // {key, body, form, until}

function button(node) {
  document.querySelectorAll("[data-undo-send]").forEach((each) => each.remove()); // only the last can be taken back
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-small message-undo";
  made.dataset.undoSend = "";
  made.title = said("Take it back, as if never sent");
  const { until } = last;
  const keys = ["Ctrl", "Z"].map((name) => {
    const key = document.createElement("kbd");
    key.textContent = name;
    return key;
  });
  const left = document.createElement("span");
  left.className = "muted num";
  left.ariaHidden = "true";
  made.append(said("Undo"), ...keys, left);
  node.append(made);
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) return made.remove();
    left.textContent = String(seconds);
    if (made.isConnected) setTimeout(tick, 250);
  };
  tick();
}

function offer() {
  const node = last && document.getElementById(`message-${last.key}`);
  if (node && Date.now() < last.until && !node.querySelector("[data-undo-send]")) button(node);
}

async function undo() {
  if (!last || Date.now() > last.until) return;
  const { key, body, form } = last;
  last = null;
  const response = await fetch(`${form.dataset.root}/messages/${key}/undoing`, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) return;
  upsert(await response.text());
  const box = form.querySelector("textarea");
  if (!box.value) box.value = body;
  fetchUploads(form);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function start() {
  document.addEventListener("precedent:sent", ({ detail }) => {
    last = { ...detail, until: Date.now() + LONG };
    offer();
  });
  // The message comes by the socket, too, and takes the place of the one that had the button.
  document.addEventListener("precedent:arrived", offer);
  document.addEventListener("click", (event) => event.target.closest("[data-undo-send]") && undo());
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (!last || last.form !== form || form.querySelector("textarea").value) return;
    event.preventDefault();
    undo();
  });
}
