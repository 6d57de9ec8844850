// Logs stay at their end while one reads there, open at the unread line, and never jump under somebody reading above.
const NEAR = 48;
const atEnd = new WeakMap();
const scrollerOf = (log) => log.closest(".pane-body, .dialog-body") ?? document.scrollingElement;

function toEnd(box) {
  box.scrollTop = box.scrollHeight;
  atEnd.set(box, true);
}

function open(log) {
  const line = log.querySelector(".unread-line");
  const box = scrollerOf(log);
  if (box === document.scrollingElement) return;
  if (line) line.scrollIntoView({ block: "center" });
  else toEnd(box);
}

export function start() {
  document.addEventListener("scroll", ({ target: box }) => box.nodeType === 1 && atEnd.set(box, box.scrollHeight - box.scrollTop - box.clientHeight < NEAR), true);
  document.querySelectorAll(".thread-log").forEach(open);
  document.addEventListener("precedent:arrived", (event) => {
    const log = event.target.closest(".thread-log");
    if (!log) return;
    const box = scrollerOf(log);
    if (event.detail?.isNew) event.target.classList.add("message-new");
    if (event.target.matches(".message-pending, .message-failed") || (atEnd.get(box) ?? true)) toEnd(box);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.querySelectorAll) for (const log of target.querySelectorAll(".thread-log")) open(log);
  });
}
