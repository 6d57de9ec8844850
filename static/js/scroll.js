// Logs stay at their end while one reads there, open at the unread line, and never jump under somebody reading above.
import { said } from "./words.js";
const NEAR = 48;
const atEnd = new WeakMap();
const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
const isSeen = (node) => node.getBoundingClientRect().bottom <= innerHeight - NEAR && node.checkVisibility();
const scrollerOf = (log) => log.closest(".pane-body, .dialog-body") ?? document.scrollingElement;

function toEnd(box) {
  box.scrollTop = box.scrollHeight;
  atEnd.set(box, true);
}

function open(log) {
  const line = log.querySelector(".unread-line");
  const box = scrollerOf(log);
  // on a page of its own a thread opens at the line too; on others it is one part of the page
  if (box === document.scrollingElement && (location.hash || !location.pathname.includes("/threads/"))) return;
  if (line) line.scrollIntoView({ block: "center" });
  else if (box !== document.scrollingElement) toEnd(box);
}

const pillOf = (log) => log.closest(".thread")?.querySelector("[data-to-end]");

// Somebody reads above: what arrives below is counted on a button, and nothing jumps.
function count(log, by) {
  const pill = pillOf(log);
  if (!pill) return;
  const news = by ? Number(pill.dataset.news ?? 0) + by : 0;
  pill.dataset.news = news;
  pill.hidden = !news;
  pill.querySelector("[data-count]").textContent = news === 1 ? said("1 new message below") : said("%(news)s new messages below", { news });
}

export function start() {
  document.addEventListener("click", ({ target }) => {
    const log = target.closest("[data-to-end]")?.closest(".thread")?.querySelector(".thread-log");
    if (!log) return;
    log.querySelector(".message-unseen")?.scrollIntoView({ block: "start" });
    for (const node of log.querySelectorAll(".message-unseen")) node.classList.remove("message-unseen");
    count(log, 0);
  });
  document.addEventListener("scroll", ({ target }) => {
    const box = target === document ? document.scrollingElement : target;
    atEnd.set(box, isAtEnd(box));
    if (atEnd.get(box)) for (const log of box.querySelectorAll(".thread-log")) count(log, 0);
  }, true);
  document.querySelectorAll(".thread-log").forEach(open);
  document.addEventListener("precedent:arrived", (event) => {
    const log = event.target.closest(".thread-log");
    if (!log) return;
    const box = scrollerOf(log);
    if (event.detail?.isNew) event.target.classList.add("message-new");
    if (event.target.matches(".message-pending, .message-failed") || (atEnd.get(box) ?? isAtEnd(box))) return toEnd(box);
    if (!event.detail?.isNew || event.target.hidden || event.target.matches("[data-mine]")) return;
    if (isSeen(event.target)) return;
    event.target.classList.add("message-unseen");
    count(log, 1);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.querySelectorAll) for (const log of target.querySelectorAll(".thread-log")) open(log);
  });
}
