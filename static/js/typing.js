// Who is typing: told at most every five seconds, shown in [data-typing="topic"], forgotten after fifteen.
import { send } from "./live.js";
import { said } from "./words.js";

const EVERY = 5000;
const STALE = 15_000;
const people = new Map(); // topic -> Map(name -> until)
let told = 0;

/** "Ada is typing", "Ada and Lin are typing", "Ada, Lin and 2 more are typing", or nothing. */
export function phrase(names) {
  if (!names.length) return "";
  const [first, second] = names;
  if (names.length === 1) return said("%(first)s is typing", { first });
  if (names.length === 2) return said("%(first)s and %(second)s are typing", { first, second });
  return said("%(first)s, %(second)s and %(more)s more are typing", { first, second, more: names.length - 2 });
}

function show() {
  for (const place of document.querySelectorAll("[data-typing]")) {
    const now = people.get(place.dataset.typing) ?? new Map();
    for (const [name, until] of now) if (until < Date.now()) now.delete(name);
    const text = phrase([...now.keys()]);
    if (place.textContent !== text) place.textContent = text;
  }
}

export function start() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || Date.now() - told < EVERY || !event.target.value) return;
    told = Date.now();
    send({ type: "typing", topic: form.dataset.thread });
  });
  // What is written after a message has gone is told anew.
  document.addEventListener("precedent:sent", () => { told = 0; });
  document.addEventListener("precedent:ephemeral", ({ detail }) => {
    if (detail.kind !== "typing" || !detail.name) return;
    const now = people.get(detail.topic) ?? people.set(detail.topic, new Map()).get(detail.topic);
    now.set(detail.name, Date.now() + STALE);
    show();
  });
  // Who has sent it does not type it any more.
  document.addEventListener("precedent:arrived", ({ target }) => {
    const topic = target.closest?.(".thread-log")?.dataset.topic;
    const name = target.querySelector?.(".message-head strong")?.textContent;
    if (people.get(topic)?.delete(name)) show();
  });
  setInterval(show, 3000);
}
