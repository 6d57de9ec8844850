// The unread line of a log that stays open while its reader is away: it stands before the first message that came meanwhile.
import { readUpto } from "./reading.js";
import { said } from "./words.js";

const CATCHING_UP = 3000; // once the connection is back, what was missed is told within so many milliseconds
let isCutOff = false;
let backAt = -Infinity;

const isAway = () => document.hidden || isCutOff || performance.now() - backAt < CATCHING_UP;
const orderOf = (node) => Number(node?.dataset.order ?? 0);

/** Whether what stands below a line is still to be read. */
function isUnread(line, log) {
  const next = line.nextElementSibling;
  return next !== null && orderOf(next) > readUpto(log.dataset.reading);
}

function lineBefore(node) {
  const line = document.createElement("div");
  line.className = "unread-line";
  line.dataset.still = "";
  line.dataset.unread = 0;
  node.before(line);
  return line;
}

function arrived({ target, detail }) {
  const log = target.closest?.(".thread-log");
  if (!log || !detail?.isNew || !isAway() || target.hidden || target.matches("[data-mine], .message-pending, .message-failed")) return;
  let line = log.querySelector(":scope > .unread-line");
  if (line && !isUnread(line, log)) {
    line.remove();
    line = null;
  }
  line ??= lineBefore(target);
  line.dataset.unread = (Number(line.dataset.unread ?? parseInt(line.textContent, 10)) || 0) + 1;
  line.textContent = said("%(unread)s new", { unread: line.dataset.unread });
}

export function start() {
  document.addEventListener("precedent:arrived", arrived);
  document.addEventListener("precedent:live", ({ detail }) => {
    const isBack = detail === "live" || detail === "polling";
    if (isBack && isCutOff) backAt = performance.now();
    isCutOff = !isBack;
  });
}
