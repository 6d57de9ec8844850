// Somebody else decides while one writes a decision: what is written stays in sight, and it is said why it cannot be sent.
import { toast } from "./toast.js";
import { said } from "./words.js";

const isWritten = (form) => !form.dataset.sent && [...form.elements].some((each) => each.matches("textarea, input:not([type=hidden], [type=radio])") && each.value !== each.defaultValue);

export function start() {
  document.addEventListener("htmx:before:request", ({ detail }) => {
    const form = detail?.ctx?.sourceElement;
    if (form?.matches?.(".question-decide form")) form.dataset.sent = "yes";
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const status = ctx?.response?.status ?? ctx?.response?.raw?.status;
    if (ctx?.sourceElement?.matches?.(".question-decide form") && !(status < 300)) delete ctx.sourceElement.dataset.sent;
  });
  document.addEventListener("precedent:arrived", ({ target }) => {
    if (!target.matches?.(".question-standing") || target.dataset.state === "open") return;
    const stack = document.querySelector(".question-decide > .stack:not([data-written])");
    if (!stack || ![...stack.querySelectorAll("form")].some(isWritten)) return;
    stack.dataset.written = "yes";
    toast(said("This question was decided meanwhile. What you have written stays here; copy what is still needed."), "bad", 15_000);
  });
}
