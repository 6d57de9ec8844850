// Sending messages: at once on the screen, once on the server, never lost. Forms with [data-composer] and data-thread.
import { clear, fetchUploads, filesOf, hold } from "./attaching.js";
import { sentence, toasted } from "./failures.js";
import { offerSignIn } from "./livestate.js";
import { drafts, outbox } from "./outbox.js";
import { member } from "./store.js";
import { upsert, upsertNode } from "./upsert.js";
import { uuid7 } from "./uuid7.js";
import { said } from "./words.js";
import { pauseFor, secondsOf } from "./waits.js";

const LAST = 9e15; // a pending node stands after every real one
const sending = new Set();
const box = (form) => form.querySelector("textarea, input[type=text]");
const composers = () => [...document.querySelectorAll("form[data-composer]")];

function draw(form, entry) {
  const node = form.querySelector("template[data-pending]")?.content.firstElementChild?.cloneNode(true);
  if (!node) return;
  node.id = `message-${entry.key}`;
  node.dataset.order = LAST;
  node.dataset.author = member();
  node.classList.add(entry.state === "sending" ? "message-pending" : "message-failed");
  node.querySelector("[data-body]").textContent = entry.body;
  const beside = node.querySelector("[data-files]");
  if (beside) beside.textContent = (entry.files ?? []).join(", ");
  const why = node.querySelector("[data-why]");
  if (why) why.textContent = entry.why ?? "";
  for (const button of node.querySelectorAll("[data-retry], [data-discard]")) button.dataset.entry = entry.key;
  upsertNode(node);
}

function keepEntry(form, entry) {
  outbox.put(form.dataset.thread, entry);
  draw(form, entry);
}

// Tried again by itself, later and later, whether or not the connection is seen to break; never before the server wants it.
const notBefore = new Map();
function again({ key, tries }, asked) {
  notBefore.set(key, Date.now() + 1000 * secondsOf(asked));
  setTimeout(flush, pauseFor(tries, { first: 4000, asked }));
}

// Kept on the server too, a moment after the last key, for one's other devices; there it is no loss if it fails.
const shares = new Map();
function share(form, body) {
  const url = `${form.dataset.root}/threads/${form.dataset.thread}/draft`;
  clearTimeout(shares.get(url));
  const put = () => fetch(url, { method: "PUT", body: new URLSearchParams({ body }), headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
  shares.set(url, setTimeout(put, 1500));
}

// By the socket, before the answer: what stands there may say by now what was done to the message since.
const hasCome = (key) => document.getElementById(`message-${key}`)?.matches(":not(.message-pending, .message-failed)") ?? false;

export async function deliver(form, given) {
  const entry = { ...given, tries: (given.tries ?? 0) + 1 };
  if (sending.has(entry.key)) return;
  sending.add(entry.key);
  keepEntry(form, { ...entry, state: "sending" });
  try {
    const response = await fetch(entry.url, { method: "POST", body: new URLSearchParams(entry.fields), headers: { "HX-Request": "true", Accept: "text/html" } });
    const text = await response.text();
    if (response.ok) {
      outbox.drop(form.dataset.thread, entry.key);
      if (text.trim() && !hasCome(entry.key)) upsert(text);
      form.dispatchEvent(new CustomEvent("precedent:sent", { bubbles: true, detail: { key: entry.key, body: entry.body, form } }));
    } else {
      if (response.status === 401) offerSignIn();
      const passes = response.status >= 500 || response.status === 429;
      keepEntry(form, { ...entry, state: passes || response.status === 401 ? "failed" : "refused", why: toasted(response.headers) || sentence(response.status, text) });
      if (passes) again(entry, response.headers.get("Retry-After"));
    }
  } catch {
    keepEntry(form, { ...entry, state: "failed", why: said("Not sent yet: the server does not answer. It goes by itself once it does.") });
    again(entry);
  } finally {
    sending.delete(entry.key);
    // A page of earlier messages has no place for it; the one it leads to has, and shows what failed, too.
    const log = form.closest(".thread")?.querySelector(".thread-log");
    if (log?.id.endsWith("-past")) location.assign(`${form.dataset.root}/threads/${form.dataset.thread}`);
  }
}

function submit(event) {
  const form = event.target.closest?.("form[data-composer]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const body = box(form).value;
  const files = filesOf(form).map(({ name }) => name);
  if (hold(form) || (!body.trim() && !files.length)) return;
  const key = uuid7();
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string").map(([name, value]) => [name, name === "key" ? key : value]);
  if (!fields.some(([name]) => name === "key")) fields.push(["key", key]);
  box(form).value = "";
  drafts.set(form.dataset.thread, "");
  share(form, "");
  clear(form);
  deliver(form, { key, body, files, fields, url: form.action, at: Date.now(), state: "sending" });
}

/** Send again what the network or the server failed at; what was refused waits for its author. */
function flush() {
  const isDue = ({ key, state }) => state !== "refused" && !(notBefore.get(key) > Date.now());
  for (const form of composers()) for (const entry of outbox.all(form.dataset.thread)) if (isDue(entry)) deliver(form, entry);
}

function restore() {
  for (const form of composers()) {
    if (!box(form).value && !form.dataset.restored) box(form).value = drafts.get(form.dataset.thread) || form.dataset.draft || "";
    form.dataset.restored = "yes";
    for (const entry of outbox.all(form.dataset.thread)) if (!document.getElementById(`message-${entry.key}`)) draw(form, sending.has(entry.key) ? entry : { ...entry, state: entry.state === "refused" ? "refused" : "failed" });
  }
}

function click(event) {
  const button = event.target.closest("[data-retry], [data-discard]");
  if (!button) return;
  for (const form of composers())
    for (const entry of outbox.all(form.dataset.thread)) {
      if (entry.key !== button.dataset.entry) continue;
      if (button.matches("[data-retry]")) deliver(form, entry);
      else {
        outbox.drop(form.dataset.thread, entry.key);
        document.getElementById(`message-${entry.key}`)?.remove();
        box(form).value ||= entry.body;
        if (entry.files?.length) fetchUploads(form);
      }
    }
}

export function start() {
  addEventListener("submit", submit, true);
  document.addEventListener("click", click);
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea")) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || event.target !== box(form)) return;
    drafts.set(form.dataset.thread, event.target.value);
    share(form, event.target.value);
  });
  // What came back by the socket has arrived, whatever became of its answer.
  document.addEventListener("precedent:arrived", ({ target }) => {
    if (target.id?.startsWith("message-") && !target.matches(".message-pending, .message-failed"))
      for (const form of composers()) outbox.drop(form.dataset.thread, target.id.slice("message-".length));
  });
  document.addEventListener("precedent:live", (event) => ["live", "polling"].includes(event.detail) && flush());
  document.addEventListener("htmx:after:swap", restore);
  restore();
  if (!document.getElementById("live")) flush();
}
