// Walking a list by keyboard: [data-rows] holds rows with data-order; buttons move the current row or act on it.
import { writeIn } from "./focus.js";

const rowsOf = (list) => [...list.children].filter((row) => row.dataset.order !== undefined);
const linkOf = (row) => row.querySelector("[data-act], a, button");
const list = () => document.querySelector("[data-rows]");

/** The index to go to: from nowhere to the first (or last), and never off the ends. */
export const step = (count, at, by) => (at < 0 ? (by > 0 ? 0 : count - 1) : Math.min(count - 1, Math.max(0, at + by)));

function current(rows) {
  return rows.findIndex((row) => row.getAttribute("aria-current") === "true");
}

/** What acts on a row can be pressed only while one is seen to be chosen. */
function offer() {
  const isChosen = list() && current(rowsOf(list())) >= 0;
  for (const button of document.querySelectorAll("[data-rows-go]")) button.disabled = !isChosen;
  document.dispatchEvent(new CustomEvent("precedent:offered"));
}

function mark(rows, row) {
  for (const other of rows) if (other !== row) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  offer();
}

function choose(rows, index) {
  const row = rows[index];
  if (!row) return;
  mark(rows, row);
  // The focus goes with it, so that Enter opens what is current.
  linkOf(row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const rows = rowsOf(list());
  if (rows.length) choose(rows, step(rows.length, current(rows), by));
}

/** Opens the current row at a part of its page. */
function go(hash) {
  const rows = rowsOf(list());
  const row = rows[current(rows)];
  const link = row && linkOf(row);
  if (link?.href) location.assign(link.href.split("#")[0] + hash);
}

// A part of the page that an address names: opened, and ready to be typed in.
function openNamed() {
  const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (part?.localName !== "details") return;
  part.open = true;
  writeIn(part);
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rows-move], [data-rows-go]");
    if (!button || !list()) return;
    if (button.dataset.rowsMove) move(Number(button.dataset.rowsMove));
    else go(button.dataset.rowsGo);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] > [data-order]");
    if (!row || row.getAttribute("aria-current") === "true") return;
    mark(rowsOf(row.parentElement), row);
  });
  document.addEventListener("precedent:arrived", offer);
  offer();
  addEventListener("hashchange", openNamed);
  openNamed();
}
