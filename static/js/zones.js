// The zone that this browser is in, offered where none was chosen: [data-guess-zone] on a select or a hidden field.
// A hidden field that came later with a fragment is filled when its form is sent.
export function start() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!here) return;
  document.addEventListener("submit", ({ target }) => {
    for (const field of target.querySelectorAll?.("input[data-guess-zone]") ?? []) field.value = here;
  }, true);
  for (const field of document.querySelectorAll("[data-guess-zone]")) {
    if (field.tagName !== "SELECT") field.value = here;
    else if ([...field.options].some((option) => option.value === here)) field.value = here;
  }
}
