// A hint beside a form writes itself into a field: as lines that are not there yet, or as its value.
function fill(button) {
  const field = document.getElementById(button.dataset.fill);
  if (!field) return;
  if (button.dataset.lines === undefined) {
    field.value = button.dataset.value;
  } else {
    const lines = field.value.split("\n").filter((line) => line.trim());
    const more = button.dataset.lines.split("\n").filter((line) => !lines.includes(line));
    field.value = [...lines, ...more].join("\n");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

/** A part of an address out of a name: small letters, digits, hyphens; "" where it has none of them. */
export const addressOf = (name) =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);

// The address follows the name until somebody writes one.
function propose({ target }) {
  if (target.matches?.("[data-proposed]")) return delete target.dataset.proposed;
  const field = document.getElementById(target.dataset?.proposes ?? "");
  if (!field || (field.value && field.dataset.proposed === undefined)) return;
  field.value = addressOf(target.value);
  field.dataset.proposed = "";
}

export function start() {
  document.addEventListener("input", propose);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (button) fill(button);
  });
}
