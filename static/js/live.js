// The client of the live log on top of hx-ws: hello, frames, reconnects, and polling where sockets are blocked.
import { Cursor, farewell } from "./wire.js";
import { upsert } from "./upsert.js";
import { startPolling, stopPolling } from "./poll.js";
import { reload, refetch, toldMeanwhile } from "./regionsets.js";
import { banner, say } from "./livestate.js";
import { pauseFor } from "./waits.js";

const SILENCE = 60_000; // pings come every 25 s
const TRIES = 3;
const HERD = 3000; // milliseconds over which all come back after a deployment, or load their page again after a restore
const REFUSED = 5000; // hx-ws stays away after such a code; we do not, but take our time
let cursor, topics, socket, failures = 0, polling = false, stopped = false, welcome = false, heard = 0;

const element = () => document.getElementById("live");
const isLive = (event) => event.target?.id === "live";

export function handle(frame) {
  heard = Date.now();
  const what = cursor.take(frame);
  if (frame.type === "welcome") [failures, welcome] = [0, true];
  if (what === "apply") {
    upsert(frame.content ?? "");
    toldMeanwhile(frame.content ?? "");
  }
  else if (what === "ephemeral") document.dispatchEvent(new CustomEvent("precedent:ephemeral", { detail: frame }));
  else if (what === "refetch") refetch(frame.topic);
  else if (what === "reload") setTimeout(reload, pauseFor(1, { first: HERD }));
  else if (what === "reconnect") socket?.close();
  if (frame.cid) document.dispatchEvent(new CustomEvent("precedent:confirmed", { detail: frame.cid }));
  if (frame.type === "event") document.dispatchEvent(new CustomEvent("precedent:event", { detail: frame }));
}

/** Something small that may be lost, such as typing. */
export function send(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

/** Listen to other topics from here on; `since` is a position from before the page's part was asked for. */
export function focusOn(wanted, since) {
  if (!cursor || wanted.join(" ") === topics.join(" ")) return;
  topics.splice(0, topics.length, ...wanted);
  element().dataset.focus = topics.join(" ");
  send({ type: "focus", since, epoch: cursor.epoch, focus: topics });
}

/** How far the log is known here. */
export const position = () => cursor?.since ?? 0;

function connected(event) {
  welcome = false;
  stopPolling();
  polling = false;
  socket = event.detail.connection.socket;
  heard = Date.now();
  socket.send(JSON.stringify(cursor.hello(topics)));
  say("live");
}

function closed(event) {
  const { code, reason, connection } = event.detail;
  if (reason === "removed" || reason === "cancelled") return;
  failures = welcome ? 1 : failures + 1;
  [socket, welcome] = [null, false];
  const last = farewell(code);
  if (last) {
    stopped = true;
    say("stopped");
    return banner(last);
  }
  if (!polling) say(navigator.onLine === false ? "offline" : "reconnecting");
  const comesBack = connection.config.reconnectCodes.includes(code);
  const pause = pauseFor(failures, { first: comesBack ? (code === 1012 ? HERD : 1000) : REFUSED });
  Object.assign(connection.config, { reconnectDelay: pause, reconnectMaxDelay: pause, reconnectJitter: 0 });
  if (failures >= TRIES) poll();
  else if (!comesBack) setTimeout(open, pause);
}

function poll() {
  if (polling || stopped) return;
  polling = true;
  startPolling(element().dataset.poll, cursor, topics, { handle, say, open, banner });
}

// A fresh element each time: hx-ws binds its one connection to the element for good.
function open() {
  if (stopped || socket || !window.htmx) return;
  const old = element();
  const fresh = old.cloneNode(false);
  fresh.removeAttribute("data-htmx-powered");
  fresh.setAttribute("hx-ws:connect", old.dataset.socket);
  old.replaceWith(fresh);
  window.htmx.process(fresh);
}

export function start() {
  const here = element();
  if (!here) return;
  cursor = new Cursor(here.dataset.since, here.dataset.epoch);
  topics = here.dataset.focus.split(" ").filter(Boolean);
  socket = null;
  const on = (name, act) => document.addEventListener(name, (event) => isLive(event) && act(event));
  on("htmx:ws:after:connection", connected);
  on("htmx:ws:close", closed);
  on("htmx:ws:before:connection", (event) => {
    if (stopped || (polling && failures >= TRIES && event.detail.connection.attempt > 0)) event.detail.connection.cancelled = true;
  });
  on("htmx:ws:before:message:incoming", (event) => {
    event.detail.cancelled = true; // the frame is ours: hx-ws must not swap it
    handle(JSON.parse(event.detail.message.data));
  });
  addEventListener("online", () => (socket ? welcome && say("live") : open())); // a socket may outlive a break
  addEventListener("offline", () => say("offline"));
  setInterval(() => socket && Date.now() - heard > SILENCE && socket.close(), 10_000);
  if (window.htmx) open();
  else poll();
}
