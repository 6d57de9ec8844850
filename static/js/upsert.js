// The one live verb: put a fragment where the node of its id stands, or into its container in order.

const number = (text) => (text !== "" && text != null && Number.isFinite(Number(text)) ? Number(text) : null);

/** Numbers before text, numbers by size, text by code unit. */
export function compareOrders(a, b) {
  const x = number(a);
  const y = number(b);
  if (x !== null && y !== null) return x - y;
  if (x !== null) return -1;
  if (y !== null) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where among `orders` (already in order) one belongs: the index to insert before. Equal ones come after. */
export function placeOf(orders, order, descending = false) {
  const sign = descending ? -1 : 1;
  const index = orders.findIndex((other) => compareOrders(other, order) * sign > 0);
  return index < 0 ? orders.length : index;
}

const EDITABLE = "input:not([type=radio],[type=checkbox],[type=button],[type=submit]), textarea, select, [contenteditable]";
const waiting = new Map();

function insert(node) {
  const container = document.getElementById(node.dataset.into ?? "");
  if (!container) return false;
  const peers = [...container.children].filter((child) => child.dataset.order !== undefined);
  const descending = container.hasAttribute("data-desc");
  const at = placeOf(peers.map((peer) => peer.dataset.order), node.dataset.order ?? "", descending);
  // Older than all that is loaded, while more is to be fetched: its place is not on the page yet.
  const isBeyond = peers.length && at === (descending ? peers.length : 0);
  if (isBeyond && (container.matches("[data-earlier]") || container.querySelector(":scope > [data-earlier]"))) return false;
  for (const note of container.querySelectorAll(":scope > [data-empty-note]")) note.remove();
  if (at < peers.length) peers[at].before(node);
  else if (peers.length) peers[peers.length - 1].after(node);
  else container.append(node);
  return true;
}

function keepOpen(old, node) {
  for (const details of old.querySelectorAll("details[open][id]"))
    node.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
}

/** What is sent to many says nothing of where each of them stands. */
function keepCurrent(old, node) {
  if (node.querySelector("[aria-current]")) return;
  for (const link of old.querySelectorAll("a[aria-current][href]"))
    node.querySelector(`a[href="${CSS.escape(link.getAttribute("href"))}"]`)?.setAttribute("aria-current", link.getAttribute("aria-current"));
}

function refocus(node, focused) {
  const href = focused.localName === "a" ? focused.getAttribute("href") : "";
  const like = focused.name ? `[name="${CSS.escape(focused.name)}"]` : href ? `a[href="${CSS.escape(href)}"]` : "";
  const same = focused.id ? document.getElementById(focused.id) : like ? node.querySelector(like) : null;
  if (same) return same.focus();
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

/** Put it later: when they leave the field, or when the press is a click (which a new node would not get). */
function hold(node, target, ...ends) {
  if (!waiting.has(node.id)) {
    const over = new AbortController();
    const end = () => (over.abort(), setTimeout(() => release(node.id)));
    for (const name of ends) target.addEventListener(name, end, { capture: true, signal: over.signal });
  }
  waiting.set(node.id, node);
  return false;
}

/** Put one node. While somebody types inside the old one or presses it, the newest waits. */
export function upsertNode(node) {
  const old = node.id ? document.getElementById(node.id) : null;
  const focused = old?.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches(EDITABLE)) return hold(node, old, "focusout");
  if (old?.matches(":active")) return hold(node, window, "pointerup", "pointercancel", "keyup");
  if (old) {
    keepOpen(old, node);
    keepCurrent(old, node);
    const moved = node.dataset.into && node.dataset.order !== old.dataset.order;
    old.dispatchEvent(new CustomEvent("precedent:leaves", { bubbles: true, detail: { node } }));
    if (moved) old.remove();
    if (!moved) old.replaceWith(node);
    else if (!insert(node)) return false;
    if (focused) refocus(node, focused);
  } else if (!insert(node)) return false;
  window.htmx?.process(node);
  node.dispatchEvent(new CustomEvent("precedent:arrived", { bubbles: true, detail: { isNew: !old } }));
  return true;
}

function release(id) {
  const node = waiting.get(id);
  waiting.delete(id);
  if (node) upsertNode(node);
}

/** Every root of a pushed text is one upsert. */
export function upsert(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children].map(upsertNode);
}
