// The switch between light, dark and the system's colours.
import { keep } from "./store.js";

function show() {
  const now = document.documentElement.dataset.theme || "system";
  for (const button of document.querySelectorAll("[data-theme-set]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === now));
}

export function start() {
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    document.documentElement.dataset.theme = button.dataset.themeSet;
    keep("theme", button.dataset.themeSet);
    show();
  });
}
