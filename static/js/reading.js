// How far somebody has read: PUTs the position of the last message that was on a visible screen for a whole second.
// A lid that is closed right after a message came was not read behind: its notice stays, and goes out as a mail.
const PAUSE = 1000;
const LATE = 5000; // a timer that comes this late has slept with the machine
const marks = new Map(); // url -> {sent, timer, shown: [{position, at}]}
const paused = new Set(); // threads that somebody wants to stay unread, until the page is opened anew
const markOf = (url) => marks.get(url) ?? marks.set(url, { sent: 0, timer: null, shown: [] }).get(url);
let watcher;

/** What comes after this order is unread, and nothing of the thread counts as read by being seen, as long as the page stays. */
export function pause(url, upto) {
  paused.add(url);
  markOf(url).sent = upto;
}

/** The order up to which this page has told that its reader saw it; 0 before. */
export const readUpto = (url) => marks.get(url)?.sent ?? 0;

async function send(url) {
  const mark = marks.get(url);
  const now = Date.now();
  mark.timer = null;
  if (paused.has(url)) return;
  if (document.hidden || now - mark.shown[0].at > PAUSE + LATE) return lookAgain();
  const ripe = mark.shown.filter(({ at }) => now - at >= PAUSE);
  mark.shown = mark.shown.filter(({ at }) => now - at < PAUSE);
  if (mark.shown.length) mark.timer = setTimeout(send, mark.shown[0].at + PAUSE - now, url);
  const upto = Math.max(...ripe.map(({ position }) => position));
  if (!(upto > mark.sent)) return;
  try {
    const response = await fetch(url, { method: "PUT", body: new URLSearchParams({ upto }), headers: { "HX-Request": "true" }, keepalive: true });
    if (!response.ok) return;
    mark.sent = upto;
    document.dispatchEvent(new CustomEvent("precedent:read"));
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
    const mark = markOf(url);
    mark.shown.push({ position, at: Date.now() });
    mark.timer ??= setTimeout(send, PAUSE, url);
    watcher.unobserve(target);
  }
}

function watch(root) {
  if (root.matches?.("[data-reading] [data-order]")) watcher.observe(root);
  for (const node of root.querySelectorAll("[data-reading] [data-order]")) watcher.observe(node);
}

// What was on a hidden screen, or on a visible one for too short, was not read: it is looked at anew when somebody is back.
function lookAgain() {
  for (const mark of marks.values()) {
    clearTimeout(mark.timer);
    mark.timer = null;
    mark.shown = [];
  }
  watcher.disconnect();
  if (!document.hidden) watch(document);
}

export function start() {
  watcher = new IntersectionObserver(seen, { threshold: 0.4 });
  watch(document);
  document.addEventListener("precedent:arrived", (event) => watch(event.target));
  document.addEventListener("htmx:after:swap", () => watch(document));
  document.addEventListener("visibilitychange", lookAgain);
}
