// New messages are said once to readers of the screen. What is replayed after a pause is not, nor what changed, nor one's own.
import { member } from "./store.js";
import { said } from "./words.js";

const CATCHING_UP = 2000; // after the connection is there again
let quiet = Infinity;

/** What is said of a message: who wrote it, and its words. */
export const announcement = (author, text) => said("%(author)s: %(text)s", { author, text: text.trim().replace(/\s+/g, " ").slice(0, 300) });

function announce(node) {
  const author = node.querySelector("strong")?.textContent;
  const words = node.querySelector(".message-body, .ruling-decision") ?? node;
  const line = document.createElement("p");
  line.textContent = announcement(author ?? "", words.textContent);
  const place = document.getElementById("announcer");
  place.append(line);
  if (place.children.length > 5) place.firstElementChild.remove();
}

export function start() {
  document.addEventListener("precedent:live", ({ detail }) => {
    quiet = detail === "live" || detail === "polling" ? performance.now() + CATCHING_UP : Infinity;
  });
  document.addEventListener("precedent:arrived", ({ target, detail }) => {
    if (!detail.isNew || performance.now() < quiet || !target.matches?.(".thread-log > .message:not([hidden])")) return;
    if (target.dataset.author !== member() && !target.matches(".message-pending")) announce(target);
  });
}
