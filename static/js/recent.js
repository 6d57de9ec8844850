// The last searches of this browser, offered beside the kept ones: [data-recent] is the field, [data-recent-list] the place.
import { account, keep, recall } from "./store.js";

const MOST = 6;

/** The list with a search put first, once. */
export const remember = (list, words) => (words ? [words, ...list.filter((old) => old !== words)].slice(0, MOST) : list);

export function start() {
  const field = document.querySelector("[data-recent]");
  const place = document.querySelector("[data-recent-list]");
  if (!field || !place) return;
  const drawer = `searches:${account()}:${field.dataset.recent}`;
  const list = remember(recall(drawer, []), field.defaultValue.trim());
  keep(drawer, list);
  for (const words of list.filter((each) => each !== field.defaultValue.trim())) {
    const link = document.createElement("a");
    link.className = "chip";
    link.href = `${field.dataset.recent}/search?${new URLSearchParams({ q: words })}`;
    link.textContent = words;
    place.append(link, " ");
  }
  // What was looked for while typing is the address too, so that Back leads to it.
  field.addEventListener("change", () => history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`));
}
