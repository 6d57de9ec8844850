// A suggestion begins with the lines that it is about: [data-lines] on the form, [data-line] on their boxes, [data-suggestion] on the field.
const linesOf = (form) => {
  const all = [...form.querySelectorAll("[data-line]")];
  const ticked = all.filter((line) => line.checked);
  const [first, last] = [all.indexOf(ticked[0]), all.indexOf(ticked.at(-1))];
  return (ticked.length ? all.slice(first, last + 1) : all).map((line) => line.dataset.line).join("\n");
};

export function start() {
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.("[data-lines] [data-suggestion]") || target.value) return;
    target.value = linesOf(target.form);
    target.dataset.begun = target.value;
  });
  document.addEventListener("focusout", ({ target }) => {
    // left as it was: nothing is suggested
    if (target.matches?.("[data-lines] [data-suggestion]") && target.value === target.dataset.begun) target.value = "";
  });
}
