// What is the viewer's own carries data-mine, put here: fragments are rendered once for everybody.
import { member } from "./store.js";

function mark(root) {
  const me = member();
  if (!me) return;
  for (const node of [root, ...root.querySelectorAll("[data-author]")])
    if (node.dataset?.author === me) node.setAttribute("data-mine", "");
}

export function start() {
  mark(document.body);
  document.addEventListener("precedent:arrived", (event) => mark(event.target));
  document.addEventListener("htmx:after:swap", () => mark(document.body));
}
