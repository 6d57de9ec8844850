// What was refused is told where it was typed: the message comes into sight with the focus, and the field is marked.
const MESSAGE = ".form-errors";

function show(part) {
  const told = part?.matches?.(MESSAGE) ? part : part?.querySelector?.(MESSAGE);
  if (!told?.checkVisibility?.()) return;
  told.scrollIntoView({ block: "center" });
  told.focus({ preventScroll: true });
}

// A page that answers a form stands at the form's address, where nothing is to be read: reloaded, it is its own page again.
function settle() {
  const address = document.querySelector("[data-address]")?.dataset.address;
  if (address && location.pathname !== address) history.replaceState(history.state, "", address);
}

function unmark({ target }) {
  if (!target.dataset?.refused) return;
  document.getElementById(target.dataset.refused)?.remove();
  target.removeAttribute("aria-invalid");
  delete target.dataset.refused;
}

// A refusal that comes without a page names its field: it is marked in the form that was sent.
function mark({ target, detail }) {
  const field = target.closest?.("form")?.elements.namedItem(detail?.field ?? "");
  if (!field?.matches?.("textarea, select, input:not([type=hidden])")) return;
  unmark({ target: field });
  const told = document.createElement("p");
  told.className = "field-error";
  told.id = field.dataset.refused = `${field.id || field.name}-refused`;
  told.textContent = detail.text;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  field.closest(".field")?.append(told);
  field.focus();
}

export function start() {
  settle();
  show(document);
  document.addEventListener("refused", mark);
  document.addEventListener("input", unmark);
  document.addEventListener("htmx:after:swap", ({ target, detail }) => show(document.getElementById(detail?.ctx?.target?.id) ?? target));
}
