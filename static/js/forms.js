// A form on its way is not sent twice; Ctrl+Enter sends from any field, Enter from one with [data-enter-sends].
import { isHeld } from "./confirm.js";

const busy = new WeakSet();
const free = (form) => busy.delete(form);

// What is begun to be edited is gone on with at its end.
function toItsEnd({ target }) {
  if (target.matches?.("textarea[autofocus]") && !target.dataset.entered) {
    target.dataset.entered = "yes";
    target.setSelectionRange(target.value.length, target.value.length);
  }
}

export function start() {
  document.addEventListener("focusin", toItsEnd);
  addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method === "dialog" || form.method === "get" || form.matches("[data-composer]")) return;
      if (busy.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      // Marked once the event is over, and only if nobody (a question, a check) stopped it before htmx or the browser took it.
      const takesHtmx = form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
      setTimeout(() => {
        if (isHeld(event) || (!takesHtmx && event.defaultPrevented)) return;
        busy.add(form);
        setTimeout(free, takesHtmx ? 20_000 : 8_000, form);
      });
    },
    true,
  );
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.detail?.ctx?.sourceElement?.closest?.("form") ?? event.target.closest?.("form");
    // Where the answer leads to another page, nothing is left to be sent here.
    if (form && !event.detail?.ctx?.response?.headers?.get?.("HX-Redirect")) setTimeout(free, 0, form);
  });
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(free));
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.shiftKey && !event.isComposing && event.target.matches("[data-enter-sends]");
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || isPlain) || !event.target.matches("textarea, select, input")) return;
    if (!event.target.form || event.target.form.matches("[data-composer]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}
