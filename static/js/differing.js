// A form with [data-differs] can be sent once something in it differs from what the page brought.
const FORMS = "form[data-differs]";
const isOther = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked !== field.defaultChecked : field.type !== "hidden" && field.matches("input, textarea") && field.value !== field.defaultValue);

function weigh(form) {
  const differs = [...form.elements].some(isOther);
  for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = !differs;
}

const weighAll = () => document.querySelectorAll(FORMS).forEach(weigh);

export function start() {
  weighAll();
  for (const name of ["input", "change"]) document.addEventListener(name, ({ target }) => target.form?.matches(FORMS) && weigh(target.form));
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, weighAll);
}
