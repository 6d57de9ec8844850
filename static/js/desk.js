// The desk: time spent on a task, the undo bar that counts down, and where the focus goes when the next task is there.
import { clear } from "./anchors.js";

const shown = new WeakMap();
let hiddenAt = 0;
let away = 0;

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

export function start() {
  settle();
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, settle);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt) away += Date.now() - hiddenAt;
  });
  addEventListener(
    "submit",
    (event) => {
      const form = event.target.closest("form[data-desk]");
      const field = form?.querySelector('[name="seconds"]');
      if (field) field.value = spent(shown.get(form) ?? Date.now(), Date.now(), away);
    },
    true,
  );
  // A new task: the focus starts at its text, so that the keys and the reading aloud begin there.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    const task = target?.isConnected ? target.querySelector?.("[data-focus-next]") : document.querySelector("#pane-task [data-focus-next]");
    if (task && (document.activeElement === document.body || !document.activeElement)) task.focus({ preventScroll: true });
  });
}
