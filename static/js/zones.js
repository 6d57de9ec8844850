// The zone that this browser is in, offered where none was chosen: [data-guess-zone] on a select or a hidden field.
export function start() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!here) return;
  for (const field of document.querySelectorAll("[data-guess-zone]")) {
    if (field.tagName !== "SELECT") field.value = here;
    else if ([...field.options].some((option) => option.value === here)) field.value = here;
  }
}
