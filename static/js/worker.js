// The service worker, served as /worker.js: shows what a push says unless a tab of ours is looked at; a click opens it.
// It fetches no pages and keeps none: without a push it does nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const tabs = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });
const send = (method, url, body) => fetch(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function tell({ title, body, url, tag, root, seen, always }) {
  const isLookedAt = (await tabs()).some((tab) => tab.visibilityState === "visible");
  if (isLookedAt && !always) return;
  // a second one of the same tag takes the first one's place without a sound
  await self.registration.showNotification(title, { body, tag, icon: "/static/icons/favicon.svg", data: { url, root, seen } });
}

async function open({ url, seen }) {
  if (seen) await send("PUT", seen).catch(() => {}); // signed out: then it is seen when it is opened
  const there = new URL(url, self.location.origin);
  if (there.origin !== self.location.origin) return;
  const ours = await tabs();
  const tab = ours.find((each) => new URL(each.url).pathname === there.pathname) ?? ours[0];
  if (tab) (await tab.focus()).postMessage({ open: url });
  else await self.clients.openWindow(there.href);
}

// A push service may give the browser another address, whenever it likes.
async function renew({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return; // the next page finds out
  const given = newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  const { endpoint, keys } = given.toJSON();
  await send("POST", "/api/v1/account/subscriptions/renewal", { old: oldSubscription.endpoint, endpoint, ...keys });
}

self.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(tell(event.data.json()));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  if (event.notification.data?.url) event.waitUntil(open(event.notification.data));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
