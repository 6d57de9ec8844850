// Who else has this thread on their screen: told while the tab is seen, shown in [data-presence="topic"], forgotten when it is told no more.
import { member } from "./store.js";
import { send } from "./live.js";
import { said } from "./words.js";

const EVERY = 40_000;
const STALE = 75_000;
const people = new Map(); // topic -> Map(member -> {name, until})

/** "Ada is here", "Ada, Lin and 3 more are here", or nothing. */
export function company(names) {
  if (!names.length) return "";
  const [first, second] = names;
  if (names.length === 1) return said("%(first)s is here", { first });
  if (names.length === 2) return said("%(first)s and %(second)s are here", { first, second });
  return said("%(first)s, %(second)s and %(more)s more are here", { first, second, more: names.length - 2 });
}

function show() {
  for (const place of document.querySelectorAll("[data-presence]")) {
    const now = people.get(place.dataset.presence) ?? new Map();
    for (const [who, { until }] of now) if (until < Date.now()) now.delete(who);
    const text = company([...now.values()].map(({ name }) => name));
    if (place.textContent !== text) place.textContent = text;
  }
}

function tell() {
  if (document.hidden) return;
  for (const place of document.querySelectorAll("[data-presence]")) send({ type: "presence", topic: place.dataset.presence });
}

export function start() {
  document.addEventListener("precedent:ephemeral", ({ detail }) => {
    if (detail.kind !== "presence" || !detail.name || String(detail.member) === member()) return;
    const now = people.get(detail.topic) ?? people.set(detail.topic, new Map()).get(detail.topic);
    if (detail.lasting === 0) now.delete(detail.member);
    else now.set(detail.member, { name: detail.name, until: Date.now() + 1000 * (detail.lasting ?? STALE / 1000) });
    show();
  });
  document.addEventListener("precedent:live", ({ detail }) => detail === "live" && setTimeout(tell, 300));
  document.addEventListener("htmx:after:swap", () => setTimeout(tell, 300));
  document.addEventListener("visibilitychange", tell);
  setInterval(tell, EVERY);
  setInterval(show, 5000);
}
