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

function open(log, isFirst) {
  const line = log.querySelector(".unread-line");
  const box = scrollerOf(log);
  // on a page of its own a thread opens at the line too; on others it is one part of the page
  if (box === document.scrollingElement && (location.hash || !location.pathname.includes("/threads/"))) return;
  if (line) line.scrollIntoView({ block: "center" });
  else if (box !== document.scrollingElement || (isFirst && !log.id.endsWith("-past"))) toEnd(box);
}

const pillOf = (log) => log.closest(".thread")?.querySelector("[data-to-end]");

// Somebody reads above: what arrives below is counted on a button until it is seen, and nothing jumps.
const unseen = new Map(); // id of a log -> ids of messages
const idsOf = (log) => unseen.get(log.id) ?? unseen.set(log.id, new Set()).get(log.id);
const nodesOf = (log) => [...idsOf(log)].map((id) => document.getElementById(id)).filter((node) => node && !node.hidden);
let watcher;

function count(log) {
  const pill = pillOf(log);
  if (!pill) return;
  const nodes = nodesOf(log);
  for (const node of nodes) watcher.observe(node); // drawn anew meanwhile, perhaps
  const news = nodes.length;
  pill.hidden = !news;
  pill.querySelector("[data-count]").textContent = news === 1 ? said("1 new message below") : said("%(news)s new messages below", { news });
}

function forget(log, nodes) {
  for (const node of nodes) {
    idsOf(log).delete(node.id);
    watcher.unobserve(node);
  }
  count(log);
}

export function start() {
  watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const log = target.closest(".thread-log");
        // what stands above it is not below any more
        if (isIntersecting && log) forget(log, nodesOf(log).filter((node) => Number(node.dataset.order) <= Number(target.dataset.order)));
      }
    },
    { rootMargin: `0px 0px -${NEAR}px 0px` },
  );
  document.addEventListener("click", ({ target }) => {
    const log = target.closest("[data-to-end]")?.closest(".thread")?.querySelector(".thread-log");
    if (log) nodesOf(log)[0]?.scrollIntoView({ block: "start" });
  });
  document.addEventListener("scroll", ({ target }) => {
    const box = target === document ? document.scrollingElement : target;
    atEnd.set(box, isAtEnd(box));
    if (atEnd.get(box)) for (const log of box.querySelectorAll(".thread-log")) forget(log, nodesOf(log));
  }, true);
  for (const log of document.querySelectorAll(".thread-log")) open(log, true);
  document.addEventListener("precedent:arrived", (event) => {
    const log = event.target.closest(".thread-log");
    if (!log) return;
    const box = scrollerOf(log);
    if (idsOf(log).has(event.target.id)) return count(log);
    if (event.detail?.isNew) event.target.classList.add("message-new");
    if (event.target.matches(".message-pending, .message-failed") || (atEnd.get(box) ?? isAtEnd(box))) return toEnd(box);
    if (!event.detail?.isNew || event.target.hidden || event.target.matches("[data-mine]")) return;
    if (isSeen(event.target)) return;
    idsOf(log).add(event.target.id);
    count(log);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.querySelectorAll) for (const log of target.querySelectorAll(".thread-log")) {
      open(log, false);
      count(log);
    }
  });
}
