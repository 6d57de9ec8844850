// Telling this browser although no tab is open (Web Push): switched on here, kept up here; worker.js shows what comes.
const KEPT = "precedent:push"; // whose browser this is, and the key by which it knows itself
const RENEWED = "precedent:push-renewed";
const DOOR = "/api/v1/account/subscriptions";
let account, here;

const can = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const post = (path, body) => fetch(`${DOOR}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) });
const worker = () => navigator.serviceWorker.register("/worker.js");

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

// The key of this browser, if pushes tell it: tabs need not (alerts.js).
export const keyOf = (whose) => (kept().account === whose ? kept().key : undefined);

// What was seen elsewhere need not stand on the screen any more.
export async function clear(root) {
  const found = await navigator.serviceWorker?.getRegistration("/");
  for (const shown of (await found?.getNotifications()) ?? []) if (shown.data?.root === root) shown.close();
}

async function given() {
  const found = await (await worker()).pushManager.getSubscription();
  if (!found) return null;
  const { endpoint, keys } = found.toJSON();
  return { endpoint, ...keys };
}

function keep(key, endpoint) {
  localStorage.setItem(KEPT, JSON.stringify({ account, key, endpoint }));
  sessionStorage.setItem(RENEWED, "yes");
}

// The server tells this browser no more, or somebody else is signed in: then it is to hear nothing either.
async function letGo() {
  localStorage.removeItem(KEPT);
  sessionStorage.removeItem(RENEWED);
  const found = await navigator.serviceWorker.getRegistration("/");
  await (await found?.pushManager.getSubscription())?.unsubscribe();
}

// Once in a tab's life: a browser that was signed in anew belongs to the new session.
async function renew() {
  const { account: whose, endpoint } = kept();
  if (whose === undefined) return;
  if (whose !== account) return letGo();
  if (sessionStorage.getItem(RENEWED)) return;
  const now = await given();
  if (!now) return letGo();
  let response = await post("/renewal", { old: now.endpoint, ...now });
  if (response.status === 404 && endpoint !== now.endpoint) response = await post("/renewal", { old: endpoint, ...now });
  if (response.ok) keep((await response.json()).key, now.endpoint);
  else if (response.status === 404) await letGo();
}

function say(state, why) {
  for (const words of here.querySelectorAll("[data-push-say]")) words.hidden = words.dataset.pushSay !== state;
  if (why) here.querySelector("[data-push-why]").textContent = why;
}

async function subscribe(key) {
  const { pushManager } = await worker();
  await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription())?.unsubscribe(); // it was for another key
    return pushManager.subscribe(options);
  }
}

async function turnOn() {
  say("asking");
  const answer = await Notification.requestPermission();
  if (answer !== "granted") return say(answer === "denied" ? "denied" : "dismissed");
  let made;
  try {
    const { key } = await (await post("/key")).json();
    made = (await subscribe(key)).toJSON();
  } catch {
    return say("unreachable");
  }
  const response = await post("", { endpoint: made.endpoint, ...made.keys });
  const told = await response.json().catch(() => ({}));
  if (!response.ok) return say("refused", told.detail);
  keep(told.key, made.endpoint);
  location.reload(); // the list below has it now
}

// How it stands, on the account page, whose list is the server's word.
async function show() {
  if (!window.isSecureContext) return say("insecure");
  if (!can()) return say("unsupported");
  const key = keyOf(account);
  const mine = key && here.querySelector(`[data-push-key="${CSS.escape(key)}"]`);
  if (key && !mine) await letGo();
  if (mine) mine.querySelector("[data-push-here]").hidden = false;
  if (Notification.permission === "denied") say("denied");
  else say(mine ? "on" : "off");
}

export function start() {
  account = document.body.dataset.account;
  here = document.querySelector("[data-push]");
  if (can()) {
    navigator.serviceWorker.addEventListener("message", ({ data }) => data?.open && location.assign(data.open));
    navigator.serviceWorker.startMessages();
  }
  if (!account) return;
  const begun = can() ? renew().catch(() => {}) : Promise.resolve();
  if (!here) return;
  begun.then(show).catch(() => say("unreachable"));
  here.addEventListener("click", ({ target }) => {
    if (target.closest("[data-push-on]")) turnOn().catch(() => say("unreachable"));
  });
}
