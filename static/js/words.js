// What scripts say, in the reader's language: the page brings the translations of what stands here in English.
const place = globalThis.document?.getElementById("said-here");
const catalog = place ? JSON.parse(place.content.textContent) : {};

/** A message with its values: said("%(name)s is here", { name }). */
export function said(message, values = {}) {
  return (catalog[message] ?? message).replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "").replaceAll("%%", "%");
}
