// Shortcuts as plain values: how a key press is named, and which binding a sequence of them means.

/** "f", "?", "Enter", "mod+k": the name of a key press, or "" for a modifier alone. */
export function nameOf({ key, ctrlKey, metaKey, altKey }) {
  if (!key || ["Shift", "Control", "Alt", "Meta", "Dead", "Process"].includes(key)) return "";
  const mod = ctrlKey || metaKey ? "mod+" : altKey ? "alt+" : "";
  return mod + (key.length === 1 && mod ? key.toLowerCase() : key);
}

/** What the keys so far mean among bindings like "f" and "g i": {hit: index, -1 if none, waiting: whether more may follow}. */
export function match(pressed, bindings) {
  const sequence = pressed.join(" ");
  const hit = bindings.indexOf(sequence);
  return { hit, waiting: bindings.some((binding) => binding.startsWith(`${sequence} `)) };
}
