// The desk: time spent on a task, the undo bar that counts down, and where the focus goes when the next task is there.
import { clear } from "./anchors.js";
import { writeIn } from "./focus.js";
import { said } from "./words.js";

const shown = new WeakMap();
let hiddenAt = 0;
let away = 0;
let kept = [];

/** Whole seconds spent: since shown, without the time the page was hidden, at most an hour. */
export const spent = (from, to, hidden) => Math.min(3600, Math.max(0, Math.round((to - from - hidden) / 1000)));

function watch() {
  for (const form of document.querySelectorAll("form[data-desk]")) {
    if (shown.has(form)) continue;
    shown.set(form, Date.now());
    away = 0;
    clear();
  }
}

function countdown(bar) {
  const until = Date.now() + Number(bar.dataset.countdown) * 1000;
  const left = bar.querySelector("[data-countdown-left]");
  const tick = () => {
    if (!bar.isConnected) return;
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) return bar.remove();
    if (left) left.textContent = String(seconds);
    setTimeout(tick, 250);
  };
  bar.dataset.counting = "yes";
  tick();
}

function settle() {
  watch();
  document.querySelectorAll("[data-countdown]:not([data-counting])").forEach(countdown);
}

// A click into a side of a pair chooses it; one that selects words, or is on a mark, does not.
function chooseSide(event) {
  const side = event.target.closest?.("#pane-task [data-side]");
  if (!side || event.target.closest("a, button, mark") || !getSelection().isCollapsed) return;
  document.querySelector(`form[data-desk] [name="answer"][value="${side.dataset.side}"]`)?.click();
}

const needOf = (form) => form.querySelector("[data-need]");

// Said over the buttons, where one looks: what the browser would say hangs on a circle that is not to be seen.
function need(form) {
  if (needOf(form)) return;
  const note = document.createElement("p");
  note.className = "field-error desk-need";
  note.dataset.need = "";
  note.setAttribute("role", "alert");
  note.textContent = said("Choose an answer first.");
  form.querySelector(".form-actions").before(note);
}

function needOne(event) {
  const form = event.target.form;
  if (!form?.matches("form[data-desk]") || !event.target.matches('[type="radio"][name^="answer"]')) return;
  event.preventDefault();
  need(form);
}

// Browsers can ask for one of several radio buttons, not for one of several boxes.
function needBox(event) {
  if (!event.target.matches("form[data-desk]")) return;
  const boxes = [...event.target.querySelectorAll('[type="checkbox"][name="answer"]')];
  if (!boxes.length || boxes.some((box) => box.checked)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  need(event.target);
}

// Escape leaves a field, so that the keys mean answers again.
function leave(event) {
  if (event.key !== "Escape" || !event.target.matches?.(":is(.desk, [data-desk]) :is(textarea, input:not([type=radio], [type=checkbox]))")) return;
  event.target.blur();
}

// It closes the list of clauses, too.
function closeCites(event) {
  const cites = event.key === "Escape" && event.target.closest?.(".more-cites[open]");
  if (!cites) return;
  cites.open = false;
  document.getElementById("desk-paper")?.focus({ preventScroll: true });
}

// A note or a list of clauses that is opened is written into at once: the next key is its first letter.
// By its key, a decision opens even where it is open: the key means "write here".
function openMore(event) {
  const more = event.target.closest?.("details:is(.more, [name=decide]) > summary")?.parentElement;
  if (!more) return;
  event.preventDefault();
  more.open = !more.open || (more.name === "decide" && event.detail === 0 && document.activeElement !== event.target);
  if (more.open) writeIn(more);
}

// What stays in sight from task to task: how far the clauses were scrolled.
function keepScroll(event) {
  const desk = event.detail?.ctx?.target?.closest?.(".desk");
  kept = desk ? [...desk.querySelectorAll("[data-keep-scroll]")].map((box) => [box.dataset.keepScroll, box.scrollTop]) : [];
}

function restoreScroll() {
  for (const [name, top] of kept) {
    const box = document.querySelector(`[data-keep-scroll="${name}"]`);
    if (box) box.scrollTop = top;
  }
  // Where the page itself scrolls, on phones, the next task begins at its top.
  if (kept.length) scrollTo(0, 0);
  kept = [];
}

export function start() {
  settle();
  document.querySelector("#pane-task textarea[data-focus-next]")?.focus();
  document.addEventListener("click", chooseSide);
  document.addEventListener("keydown", leave);
  document.addEventListener("keydown", closeCites);
  document.addEventListener("htmx:before:swap", keepScroll);
  document.addEventListener("htmx:after:swap", restoreScroll);
  document.addEventListener("click", openMore);
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, settle);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt) away += Date.now() - hiddenAt;
  });
  addEventListener("submit", needBox, true);
  addEventListener("invalid", needOne, true);
  document.addEventListener("change", ({ target }) => target.name?.startsWith("answer") && target.form && needOf(target.form)?.remove());
  addEventListener(
    "submit",
    (event) => {
      const form = event.target.closest("form[data-desk]");
      const field = form?.querySelector('[name="seconds"]');
      const earlier = Number(form?.dataset.spent) || 0; // before the guideline changed under this task
      if (field) field.value = earlier + spent(shown.get(form) ?? Date.now(), Date.now(), away);
    },
    true,
  );
  // A new task: the focus starts at its text, so that the keys and the reading aloud begin there.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.id?.startsWith("resemblances-")) return; // beside the task, not a new one
    const task = target?.isConnected ? target.querySelector?.("[data-focus-next]") : document.querySelector("#pane-task [data-focus-next]");
    if (task && (document.activeElement === document.body || !document.activeElement)) task.focus({ preventScroll: true });
  });
}
