// The menu of a message: fetched when it is asked for, beside what asked, walked by arrows; and what needs no server.
import { drafts } from "./outbox.js";
import { pause } from "./reading.js";
import { toast } from "./toast.js";
import { drawLine } from "./unreadline.js";
import { put } from "./writing.js";
import { said } from "./words.js";

let opener = null;
const menu = () => document.getElementById("message-menu");
const items = () => [...menu().querySelectorAll("a, button, summary, input[type=radio]")].filter((each) => each.checkVisibility());

function place() {
  const box = menu();
  const at = (opener?.isConnected ? opener : document.body).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  box.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, at.right - width))}px`;
  const top = at.bottom + height + 8 > innerHeight ? at.top - height - 4 : at.bottom + 4;
  box.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

function show() {
  const box = menu();
  if (!box.matches(":popover-open")) box.showPopover();
  place();
  items()[0]?.focus();
}

function hide() {
  if (menu().matches(":popover-open")) menu().hidePopover();
  if (opener?.isConnected) opener.focus();
}

function quote(button) {
  const form = document.querySelector(`form[data-composer][data-thread="${CSS.escape(button.dataset.topic)}"]`);
  if (!form) return;
  const box = form.querySelector("textarea");
  const quoted = `> **${button.dataset.quoted}:** ${button.dataset.quote.replaceAll("\n", "\n> ")}\n\n`;
  const text = box.value ? `${box.value.trimEnd()}\n\n${quoted}` : quoted;
  hide();
  put(box, { text, from: text.length, to: text.length });
  drafts.set(form.dataset.thread, text);
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link.href);
    toast(said("The link is copied"), "good");
  } catch {
    toast(said("The browser did not allow copying"), "warn");
  }
  hide();
}

async function unreadFrom(button) {
  const upto = Number(button.dataset.unreadFrom) - 1;
  pause(button.dataset.url, upto);
  const response = await fetch(button.dataset.url, { method: "PUT", body: new URLSearchParams({ upto, back: "true" }), headers: { "HX-Request": "true" } }).catch(() => null);
  if (response?.ok) drawLine(button.dataset.url, upto);
  toast(response?.ok ? said("New to you again, from here on") : said("That did not reach the server: nothing changed"), response?.ok ? "good" : "bad");
  hide();
}

export function start() {
  if (!menu()) return;
  document.addEventListener("click", (event) => {
    const asks = event.target.closest("[data-menu]");
    if (asks) opener = asks;
    const own = event.target.closest("#message-menu [data-quote], #message-menu [data-copy-link], #message-menu [data-unread-from]");
    if (!own) return;
    event.preventDefault();
    if (own.matches("[data-copy-link]")) copy(own);
    else if (own.matches("[data-quote]")) quote(own);
    else unreadFrom(own);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.id === "message-menu") show();
  });
  // What a choice in the menu did is seen in the message; what was refused stays, to be put right.
  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail?.ctx;
    const source = ctx?.sourceElement?.closest?.("#message-menu") ? ctx.sourceElement : null;
    if (!source) return;
    const status = ctx.response?.status ?? ctx.response?.raw?.status ?? 0;
    if (status && status < 400) return hide();
    const box = source.querySelector("input:not([type=hidden])");
    if (box?.type === "text") box.setAttribute("aria-invalid", "true");
    (box ?? source).focus();
  });
  document.addEventListener("keydown", (event) => {
    const box = menu();
    if (!box.matches(":popover-open") || !box.contains(document.activeElement)) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || document.activeElement.matches("input")) return;
    event.preventDefault();
    const all = items();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });
  // what opens inside it makes it larger
  new ResizeObserver(() => menu().matches(":popover-open") && place()).observe(menu());
}
