// What was begun in a form is kept until it is sent: through a reload, an expired session, another form's Save. In this tab, and for whoever is signed in.
import { account } from "./store.js";

const nameOf = (form) => `precedent:begun:${account()}:${form.dataset.keep}`;
const isKept = ({ name, type }) => name && !["hidden", "file", "password"].includes(type);
const isChoice = ({ type }) => type === "radio" || type === "checkbox";

function recall(form) {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(form))) ?? {};
  } catch {
    return {};
  }
}

function remember(form, begun) {
  try {
    if (begun) sessionStorage.setItem(nameOf(form), JSON.stringify(begun));
    else sessionStorage.removeItem(nameOf(form));
  } catch {
    // Nothing to be done; the form works without memory.
  }
}

/** Only what somebody touched: the rest is as the server says now. */
function note({ target }) {
  const form = target.form;
  if (!form?.matches("[data-keep]") || !isKept(target)) return;
  const same = [...form.elements].filter((each) => each.name === target.name);
  const values = isChoice(target) ? same.filter((each) => each.checked).map((each) => each.value) : [target.value];
  remember(form, { ...recall(form), [target.name]: values });
}

function fill(form) {
  if (form.dataset.filled) return;
  form.dataset.filled = "yes";
  const begun = recall(form);
  for (const field of form.elements) {
    const values = isKept(field) && begun[field.name];
    if (!values) continue;
    if (isChoice(field)) field.checked = values.includes(field.value);
    else field.value = values[0];
    const more = field.closest("details");
    if (more && !isChoice(field) && field.value) more.open = true;
  }
}

// What somebody has begun does not vanish with its form: where another takes its place for good, it is laid beside, to be read and copied.
function layAside({ target, detail: { node } }) {
  const place = node.querySelector("[data-unsent-here]");
  const begun = [...target.querySelectorAll("form[data-keep]")].filter((form) => Object.keys(recall(form)).length);
  if (!place || !begun.length) return;
  for (const form of begun) {
    const fields = document.createElement("fieldset");
    fields.className = "unsent-fields";
    fields.disabled = true;
    fields.append(...[...form.children].filter((part) => !part.matches(".form-actions, [type=hidden], [role=alert]")));
    for (const more of fields.querySelectorAll("details")) more.open = true;
    place.append(fields);
    remember(form, null);
  }
  place.parentElement.hidden = false;
}

const fillAll = () => document.querySelectorAll("form[data-keep]").forEach(fill);

export function start() {
  fillAll();
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const status = ctx?.response?.status ?? ctx?.response?.raw?.status;
    if (ctx?.sourceElement?.matches?.("form[data-keep]") && status >= 200 && status < 300) remember(ctx.sourceElement, null);
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.matches?.("form[data-keep]:not([hx-post])")) remember(target, null);
  });
  document.addEventListener("precedent:leaves", layAside);
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, fillAll);
}
