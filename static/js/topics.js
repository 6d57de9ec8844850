// A part of the page that is about something else after a swap, such as the desk with its next task: its data-topics are listened to from then on.
import { focusOn, position } from "./live.js";

let before = 0;

export function start() {
  // From before the answer was made, so that nothing falls between it and the new topics; what comes twice does no harm.
  document.addEventListener("htmx:before:request", () => (before = position()));
  document.addEventListener("htmx:after:swap", () => {
    const topics = document.querySelector("[data-topics]")?.dataset.topics.split(" ").filter(Boolean);
    if (topics) focusOn(["me", ...topics], before);
  });
}
