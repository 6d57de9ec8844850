// data-confirm="Withdraw this ruling?" on a form, a button or a link: asks first, in the page's own dialog.
import { toast } from "./toast.js";
import { said } from "./words.js";

const agreed = new WeakSet();
const held = new WeakSet();

/** Whether this submit was stopped to ask first: its form is not on its way. */
export const isHeld = (event) => held.has(event);

function ask(element, go) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-title").textContent = element.dataset.confirm;
  document.getElementById("confirm-yes").textContent = element.dataset.confirmAction || said("Go on");
  // what the page knows of it by now
  const named = (element.dataset.confirmFacts ?? "").split(" ").filter(Boolean);
  const facts = named.map((id) => document.getElementById(id)?.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
  const place = document.getElementById("confirm-facts");
  place.textContent = facts.join("\n\n");
  place.hidden = !facts.length;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      if (!element.isConnected) return toast(said("This changed while you were asked; nothing was done. Look at it once more."), "bad", 9000);
      agreed.add(element);
      go();
      agreed.delete(element);
    },
    { once: true },
  );
}

function hold(event, element, go) {
  if (!element || agreed.has(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held.add(event);
  ask(element, go);
}

export function start() {
  document.documentElement.dataset.asks = "here"; // asking.js stands aside
  addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      hold(event, submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null, () => form.requestSubmit(submitter));
    },
    true,
  );
  addEventListener(
    "click",
    (event) => {
      const element = event.target.closest?.("a[data-confirm], button[data-confirm]");
      // A button that submits its form is asked at the submit, where Enter leads as well.
      if (element?.form && element.type === "submit" && !element.matches("[hx-post], [hx-delete]")) return;
      hold(event, element, () => element.click());
    },
    true,
  );
}
