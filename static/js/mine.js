// What is the viewer's own carries data-mine, and is a link for whom it opens, put here: fragments
// are rendered once for everybody.
import { member } from "./store.js";

// A sign that one has given is taken away by pressing it again.
function takeBack(node) {
  const given = document.createElement("input");
  Object.assign(given, { type: "hidden", name: "given", value: "false", disabled: true });
  given.dataset.takes = node.value;
  node.after(given);
  node.addEventListener("click", () => (given.disabled = false));
}

function mark(root) {
  const me = member();
  if (!me) return;
  for (const node of [root, ...root.querySelectorAll("[data-author]")])
    if (node.dataset?.author === me) node.setAttribute("data-mine", "");
  for (const node of root.querySelectorAll("[data-members]")) {
    const isMine = node.dataset.members.split(" ").includes(me);
    node.setAttribute("aria-pressed", String(isMine));
    if (isMine && !node.form.querySelector(`[data-takes="${node.value}"]`)) takeBack(node);
  }
  for (const node of root.querySelectorAll("[data-openers]"))
    if ("staff" in document.body.dataset || node.dataset.openers.split(" ").includes(me)) node.href = node.dataset.href;
}

export function start() {
  mark(document.body);
  document.addEventListener("precedent:arrived", (event) => mark(event.target));
  document.addEventListener("htmx:after:swap", () => mark(document.body));
}
