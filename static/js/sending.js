// A form that keeps what was begun is sent without leaving its page: where no answer comes, or the session has ended, it stands as it was.
import { said } from "./words.js";

const KEPT = "form[data-keep]";
const pressed = new WeakMap(); // form -> the button that it was sent with
const isPlain = (form) => !form.matches("[hx-post], [enctype]");

/** The same form, sent by htmx; a page that comes in answer takes the place of this one. */
function take(form) {
  form.setAttribute("hx-post", form.getAttribute("action"));
  form.setAttribute("hx-target", "#main");
  form.setAttribute("hx-select", "#main");
  form.setAttribute("hx-swap", "outerHTML");
  window.htmx.process(form);
}

const takeAll = () => window.htmx && [...document.querySelectorAll(KEPT)].filter(isPlain).forEach(take);

// Where it leads to another part of the page that is open, a browser would only scroll there.
function go(event) {
  const { ctx } = event.detail;
  const way = ctx?.response?.headers?.get?.("HX-Redirect");
  if (!way || !ctx.sourceElement?.matches?.(KEPT)) return;
  const url = new URL(way, location.href);
  if (!url.hash || url.pathname + url.search !== location.pathname + location.search) return;
  event.preventDefault();
  location.hash = url.hash;
  location.reload();
}

const noteOf = (form) => form.querySelector(":scope > [data-unsent]");

/** Says in the form that it was not sent, with the way to send it again. False: the form is not to be seen. */
export function tellUnsent(form, goesByItself) {
  if (!form.matches(KEPT) || !form.checkVisibility()) return false;
  noteOf(form)?.remove();
  const note = document.createElement("div");
  note.className = "notice tone-warn unsent";
  note.dataset.unsent = "";
  note.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = goesByItself ? said("The server does not answer. Your answer stays here, and is sent once it does.") : said("Not sent: the server does not answer. What you entered stays here.");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-small";
  again.dataset.sendAgain = "";
  again.textContent = said("Send it again");
  note.append(words, again);
  form.append(note);
  return true;
}

export function start() {
  takeAll();
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, takeAll);
  document.addEventListener("htmx:after:request", go);
  document.addEventListener("htmx:before:request", ({ detail }) => detail?.ctx?.sourceElement?.matches?.(KEPT) && noteOf(detail.ctx.sourceElement)?.remove());
  document.addEventListener("click", ({ target }) => {
    const form = target.closest("[data-send-again]")?.form;
    if (form) form.requestSubmit(pressed.get(form) ?? null);
  });
  addEventListener("submit", ({ target, submitter }) => target.matches(KEPT) && pressed.set(target, submitter), true);
  // What came in the place of the page is read from its top.
  document.addEventListener("htmx:after:swap", ({ detail }) => detail?.ctx?.select === "#main" && scrollTo(0, 0));
}
