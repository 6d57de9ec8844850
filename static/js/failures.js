// An answer that is an error page never lands in a fragment's place: it becomes a toast, and the page stays as it was.
import { offerSignIn } from "./livestate.js";
import { tellUnsent } from "./sending.js";
import { toast } from "./toast.js";
import { said } from "./words.js";

const SENTENCES = {
  401: () => said("You are signed out. What you wrote is still here."),
  403: () => said("That was refused."),
  404: () => said("That is not here any more."),
  409: () => said("Somebody else was faster. Load the page again to see what changed."),
  413: () => said("That is too large."),
  429: () => said("That was too fast. Wait a moment and try again."),
  503: () => said("The server is busy. Nothing was changed; try again in a moment."),
  507: () => said("The server's disk is full. Nothing was changed."),
};

let waiting = null; // the answer that could not be sent

/** What the server says itself, beside an answer without words: a toast in the header. */
export function toasted(headers) {
  try {
    return JSON.parse(headers.get("HX-Trigger")).toast?.text ?? "";
  } catch {
    return "";
  }
}

/** The sentence of an error page, a problem document, or of the status alone. */
export function sentence(status, text, parse = (html) => new DOMParser().parseFromString(html, "text/html")) {
  const trimmed = (text ?? "").trim();
  if (trimmed.startsWith("{")) {
    try {
      const problem = JSON.parse(trimmed);
      return problem.detail || problem.title || SENTENCES[status]?.();
    } catch {
      return SENTENCES[status]?.();
    }
  }
  const told = /^<!doctype/i.test(trimmed) ? parse(trimmed).querySelector(".lede")?.textContent : "";
  return told || SENTENCES[status]?.() || said("That did not work. Nothing was changed; try again.");
}

export function start() {
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const status = ctx?.response?.status ?? ctx?.response?.raw?.status ?? 200;
    const text = ctx?.text ?? "";
    const isWhole = /^\s*(<!doctype|\{)/i.test(text);
    if (status === 401) {
      event.preventDefault();
      return offerSignIn();
    }
    if (status < 400 || (!isWhole && text.trim())) return;
    // A page of ours that shows its form again, with what is wrong and all that was typed.
    if (ctx.select === "#main" && text.includes('<main class="app-main"')) return;
    // The server's own words come with it, as a toast in the header.
    if ((ctx?.response?.headers ?? ctx?.response?.raw?.headers)?.get?.("HX-Trigger")?.includes('"toast"')) return;
    event.preventDefault();
    toast(sentence(status, text), "bad", 9000);
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    if (detail?.ctx?.response) return;
    const form = detail?.ctx?.sourceElement;
    const answer = form?.closest?.("form[data-desk]");
    if (answer) waiting = answer;
    if (form?.localName === "form" && tellUnsent(form, Boolean(answer))) return;
    toast(answer ? said("The server does not answer. Your answer stays here, and is sent once it does.") : said("The server does not answer. Nothing is lost: try again in a moment."), "bad", 9000);
  });
  // An answer is one label however often it is sent; whoever touches it again sends it themselves.
  const again = () => {
    const form = waiting;
    waiting = null;
    if (form?.isConnected) form.requestSubmit();
  };
  addEventListener("online", again);
  document.addEventListener("precedent:live", ({ detail }) => detail === "live" && again());
  document.addEventListener("input", (event) => {
    if (!waiting || event.target.form !== waiting) return;
    waiting = null;
    toast(said("Changed: submit it again when you are done."));
  });
}
