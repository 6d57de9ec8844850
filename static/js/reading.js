// How far somebody has read: PUTs the position of the last message that was on a visible screen, once a second at most.
const marks = new Map(); // url -> {upto, sent, timer}
const paused = new Set(); // threads that somebody wants to stay unread, until the page is opened anew
let watcher;

/** Nothing of this thread counts as read by being seen, as long as the page stays. */
export function pause(url) {
  paused.add(url);
}

async function send(url) {
  const mark = marks.get(url);
  mark.timer = null;
  if (paused.has(url)) return;
  if (mark.upto <= mark.sent) return;
  const upto = mark.upto;
  try {
    const response = await fetch(url, { method: "PUT", body: new URLSearchParams({ upto }), headers: { "HX-Request": "true" }, keepalive: true });
    if (response.ok) mark.sent = upto;
  } catch {
    // The next message seen tells it again.
  }
}

function seen(entries) {
  if (document.hidden) return;
  for (const { isIntersecting, target } of entries) {
    const url = target.closest("[data-reading]")?.dataset.reading;
    const position = Number(target.dataset.order);
    if (!isIntersecting || !url || paused.has(url) || !Number.isInteger(position) || target.matches(".message-pending, .message-failed")) continue;
    const mark = marks.get(url) ?? marks.set(url, { upto: 0, sent: 0, timer: null }).get(url);
    mark.upto = Math.max(mark.upto, position);
    mark.timer ??= setTimeout(send, 1000, url);
    watcher.unobserve(target);
  }
}

function watch(root) {
  if (root.matches?.("[data-reading] [data-order]")) watcher.observe(root);
  for (const node of root.querySelectorAll("[data-reading] [data-order]")) watcher.observe(node);
}

export function start() {
  watcher = new IntersectionObserver(seen, { threshold: 0.4 });
  watch(document);
  document.addEventListener("precedent:arrived", (event) => watch(event.target));
  document.addEventListener("htmx:after:swap", () => watch(document));
  // What was on a hidden screen was not read: look again when somebody is back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    watcher.disconnect();
    watch(document);
  });
}
