// What this browser remembers, under one prefix; a forbidden or full storage is not an error.
const PREFIX = "precedent:";

export function recall(name, otherwise = null) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    if (text === null) return otherwise;
    return typeof otherwise === "object" && otherwise !== null ? JSON.parse(text) : text;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, typeof value === "string" ? value : JSON.stringify(value));
  } catch {
    // Nothing to be done; the page goes on without memory.
  }
}

export const account = () => document.body.dataset.account || "nobody";
export const member = () => document.body.dataset.member || "";
