// Alerts of the browser: a notice that comes while no tab of ours is looked at, once over all tabs; a click opens it.
// The server says whether there is anything to alert to (quiet hours, wishes, whether pushes tell this browser); the
// browser, whether it may be shown.
import { clear as clearPushes, keyOf } from "./pushes.js";
import { said } from "./words.js";

const LOOKING = "precedent:looking";
const ALERTING = "precedent:alerting";
const shown = new Map(); // notice id -> Notification
let root, account;
let leads = false;
let turn = Promise.resolve();

const may = () => "Notification" in window && Notification.permission === "granted" && "locks" in navigator;
const key = () => `precedent:alerted:${account}:${root}`;

// Each tab holds a shared lock while it is looked at: a hidden one sees whether any does, and a closed one lets go.
function look() {
  if (document.hidden) return;
  navigator.locks.request(LOOKING, { mode: "shared" }, () => new Promise((letGo) => {
    document.addEventListener("visibilitychange", letGo, { once: true });
  }));
}

async function isLookedAt() {
  const { held } = await navigator.locks.query();
  return !document.hidden || held.some(({ name }) => name === LOOKING);
}

// One tab alerts for all of a project: the one that holds this lock, until it is closed. What tabs tell each other by
// their storage comes too late to keep two of them from saying the same.
function lead() {
  navigator.locks.request(`${ALERTING}:${root}`, () => {
    leads = true;
    return new Promise(() => {});
  });
}

async function alertNow() {
  if (!leads || !may() || (await isLookedAt())) return;
  const after = Number(localStorage.getItem(key()) ?? 0);
  const browser = keyOf(account);
  const response = await fetch(`/api/v1${root}/notices/alerts?after=${after}${browser ? `&browser=${browser}` : ""}`);
  if (!response.ok) return;
  const { newest, alerts } = await response.json();
  localStorage.setItem(key(), String(Math.max(after, newest)));
  for (const alert of alerts) show(alert);
}

// One after the other: the next finds that there is nothing newer. What failed is told with the next.
function check() {
  turn = turn.then(alertNow).catch(() => {});
}

function show({ id, by, what, quote, url }) {
  let made;
  try {
    made = new Notification(`${by} ${what}`, { body: quote, tag: `precedent-${root}-${id}`, icon: "/static/icons/favicon.svg" });
  } catch {
    return; // some phones show none without a service worker
  }
  shown.set(id, made);
  made.onclick = () => {
    made.close();
    window.focus();
    fetch(`/api/v1${root}/notices/${id}/seen`, { method: "PUT", headers: { "content-type": "application/json" }, keepalive: true });
    location.assign(url);
  };
}

// What was seen elsewhere needs no alert any more.
function clear() {
  if (document.getElementById("notice-count")?.textContent.trim()) return;
  for (const made of shown.values()) made.close();
  shown.clear();
  clearPushes(root).catch(() => {});
}

// What is there already when a page opens is in the bell: only what comes later is an alert.
async function begin() {
  if (localStorage.getItem(key()) !== null) return;
  const response = await fetch(`/api/v1${root}/notices/alerts?after=0`);
  if (response.ok) localStorage.setItem(key(), String((await response.json()).newest));
}

function ask() {
  const here = document.querySelector("[data-alerts]");
  if (!here || !("Notification" in window)) return;
  const words = { granted: said("They are allowed in this browser."), denied: said("This browser blocks them: its settings for this site can change that."), default: "" };
  const tell = () => {
    const state = here.querySelector("[data-alerts-state]");
    state.textContent = words[Notification.permission];
    state.hidden = !state.textContent;
    here.querySelector("[data-alerts-ask]").hidden = Notification.permission !== "default";
    here.hidden = false;
  };
  tell();
  here.querySelector("[data-alerts-ask]").addEventListener("click", async () => {
    await Notification.requestPermission();
    tell();
  });
}

export function start() {
  ask();
  if (!("locks" in navigator)) return;
  document.addEventListener("visibilitychange", look);
  look();
  root = document.getElementById("live")?.dataset.socket.replace(/\/live$/, "");
  account = document.body.dataset.account;
  if (!root) return;
  lead();
  if (may()) begin();
  document.addEventListener("precedent:event", ({ detail }) => {
    if (detail.kind === "notice.made") check();
    else if (detail.kind === "notice.seen") clear();
  });
}
