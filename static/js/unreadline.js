// The unread line of a log: it counts what came since its reader stopped reading, and says when all of that is read. In a log that stays open while they are away it stands before the first message that came meanwhile.
import { readUpto } from "./reading.js";
import { said } from "./words.js";

const CATCHING_UP = 3000; // once the connection is back, what was missed is told within so many milliseconds
let isCutOff = false;
let backAt = -Infinity;

const isAway = () => document.hidden || isCutOff || performance.now() - backAt < CATCHING_UP;
const orderOf = (node) => Number(node?.dataset.order ?? 0);
const lineOf = (log) => log.querySelector(":scope > .unread-line");
const OTHERS = ":scope > [data-order]:not([hidden], [data-mine], .message-pending, .message-failed)";

/** Whether what stands below a line is still to be read. */
function isUnread(line, log) {
  const next = line.nextElementSibling;
  return next !== null && orderOf(next) > readUpto(log.dataset.reading);
}

function lineBefore(node) {
  const line = document.createElement("div");
  line.className = "unread-line";
  line.dataset.still = "";
  node.before(line);
  return line;
}

function call(line, unread) {
  line.dataset.unread = unread;
  line.textContent = said("%(unread)s new", { unread });
}

/** In every log of a thread: what others wrote after this order is new again. */
export function drawLine(reading, upto) {
  for (const log of document.querySelectorAll(`.thread-log[data-reading="${CSS.escape(reading)}"]`)) {
    lineOf(log)?.remove();
    const unread = [...log.querySelectorAll(OTHERS)].filter((node) => orderOf(node) > upto);
    if (unread.length) call(lineBefore(unread[0]), unread.length);
  }
}

function arrived({ target, detail }) {
  const log = target.closest?.(".thread-log");
  if (!log || !detail?.isNew || target.hidden || target.matches("[data-mine], .message-pending, .message-failed")) return;
  let line = lineOf(log);
  if (isAway() && line && !isUnread(line, log)) {
    line.remove();
    line = null;
  }
  if (isAway()) line ??= lineBefore(target);
  if (!line || line.dataset.read !== undefined) return;
  call(line, Number(line.dataset.unread ?? 0) + 1);
}

/** The line stays where it is, so that nothing jumps; but it does not call any more. */
function settle() {
  for (const log of document.querySelectorAll(".thread-log")) {
    const line = lineOf(log);
    const last = [...log.querySelectorAll(":scope > [data-order]:not([hidden], .message-pending, .message-failed)")].at(-1);
    if (!line || line.dataset.read !== undefined || orderOf(last) > readUpto(log.dataset.reading)) continue;
    line.dataset.read = "";
    line.textContent = said("%(unread)s new, all read", { unread: line.dataset.unread });
  }
}

export function start() {
  document.addEventListener("precedent:arrived", arrived);
  document.addEventListener("precedent:read", settle);
  document.addEventListener("precedent:live", ({ detail }) => {
    const isBack = detail === "live" || detail === "polling";
    if (isBack && isCutOff) backAt = performance.now();
    isCutOff = !isBack;
  });
}
