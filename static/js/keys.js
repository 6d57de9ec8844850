// Keyboard shortcuts, declared on the elements they act on: data-key="f", data-key="g i". Remapped or off per browser.
import { match, nameOf } from "./chords.js";
import { openDialog } from "./dialogs.js";
import { keep, recall } from "./store.js";
import { said } from "./words.js";

const PATIENCE = 2000;
const WRITES = "input:not([type=radio],[type=checkbox],[type=button],[type=submit],[type=range]), textarea, select, [contenteditable]";
let pressed = [];
let timer;

// without the key that is printed on it, which changes
const written = (element) => [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join(" ").trim().replace(/\s+/g, " ");
const labelOf = (element) => element.dataset.keyLabel || element.getAttribute("aria-label") || written(element);
const custom = () => recall("keys", {});
const keyOf = (element) => custom()[labelOf(element)] ?? element.dataset.key;
const isOff = () => recall("keys-off") !== null;

function bound(scope = document.querySelector("dialog[open]") ?? document) {
  return [...scope.querySelectorAll("[data-key]")].filter(
    (element) => !element.disabled && (element.checkVisibility?.({ visibilityProperty: true }) ?? true) && keyOf(element),
  );
}

function act(element) {
  // what was just swapped in is htmx's only a moment later, and a key may come before
  window.htmx?.process(element.form ?? element);
  if (element.matches(WRITES)) element.focus();
  else element.click();
}

// A choice in a form that is written in, and has no keys of its own: a letter there is a word begun too early.
const isAmongWriting = (target) => target.matches?.("[type=radio], [type=checkbox]") && target.form?.querySelector("textarea") && !target.form.querySelector("[data-key]");

function onKey(event) {
  const name = nameOf(event);
  if (!name || event.isComposing || event.defaultPrevented || isOff()) return;
  if (name === "Enter" && event.repeat) return; // held down, it does not confirm what has just been asked
  const { target } = event;
  const isMod = name.startsWith("mod+");
  if (!isMod && (target.closest?.(WRITES) || isAmongWriting(target))) return;
  // Enter and the space bar belong to the button or link that has the focus.
  if ((name === "Enter" || name === " ") && target.closest?.("button, a, summary, [role=button]")) return;
  if (name === "?") {
    event.preventDefault();
    return openDialog("shortcuts");
  }
  const elements = bound();
  const bindings = elements.map(keyOf);
  let found = match([...pressed, name], bindings);
  if (found.hit < 0 && !found.waiting) {
    pressed = [];
    found = match([name], bindings);
  }
  clearTimeout(timer);
  tell([]);
  if (found.hit < 0 && !found.waiting) return;
  event.preventDefault();
  if (found.hit >= 0) {
    pressed = [];
    return act(elements[found.hit]);
  }
  pressed.push(name);
  tell(elements);
  timer = setTimeout(() => {
    pressed = [];
    tell([]);
  }, PATIENCE);
}

// What the next key can be, after one that says nothing by itself.
function tell(elements) {
  const place = document.getElementById("chord");
  if (!place) return;
  const begun = `${pressed.join(" ")} `;
  const next = elements.filter((element) => keyOf(element).startsWith(begun));
  place.hidden = !next.length;
  place.replaceChildren(
    ...next.map((element) => {
      const pair = document.createElement("span");
      const key = document.createElement("kbd");
      key.textContent = keyOf(element).slice(begun.length);
      pair.append(key, ` ${labelOf(element)}`);
      return pair;
    }),
  );
}

function row(label, key) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  const input = document.createElement("input");
  term.textContent = label;
  input.className = "input";
  input.value = key;
  input.setAttribute("aria-label", said("Key for %(label)s", { label }));
  // Keys are pressed, not written: "f", or "g" and "i" shortly after each other. Backspace takes the key away.
  let last = -Infinity;
  input.addEventListener("keydown", (event) => {
    const pressed = nameOf(event);
    if (!pressed || ["Tab", "Escape"].includes(pressed)) return;
    event.preventDefault();
    const goesOn = event.timeStamp - last < PATIENCE && /^[a-z]$/.test(input.value) && input.dataset.tried;
    last = event.timeStamp;
    input.dataset.tried = "yes";
    input.value = ["Backspace", "Delete"].includes(pressed) ? "" : goesOn ? `${input.value} ${pressed}` : pressed;
    const taken = input.value && [...keysOfPage()].find(([other, key]) => other !== label && (key === input.value || key.startsWith(`${input.value} `)));
    input.setCustomValidity(taken ? said("%(key)s is %(label)s already.", { key: input.value, label: taken[0] }) : "");
    input.reportValidity();
    if (taken) return void (last = -Infinity); // nothing begins with a key that acts by itself
    keep("keys", { ...custom(), [label]: input.value });
    hint();
  });
  value.append(input);
  line.append(term, value);
  return line;
}

/** What can be done on this page by a key, and by which. */
function keysOfPage() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-key]")) if (!element.closest("dialog")) found.set(labelOf(element), keyOf(element));
  return found;
}

function list() {
  const place = document.getElementById("shortcuts-list");
  place.replaceChildren(...[...keysOfPage()].map(([label, key]) => row(label, key)));
  document.getElementById("keys-on").checked = !isOff();
}

// The small keys printed on buttons follow what the person chose.
function hint(root = document) {
  const map = custom();
  if (!Object.keys(map).length) return;
  for (const element of root.querySelectorAll("[data-key]")) {
    const mark = element.querySelector(":scope > kbd");
    if (mark && map[labelOf(element)] !== undefined) mark.textContent = keyOf(element);
  }
}

// The footer names a key only where it does something just now.
function footer() {
  const keys = new Map(bound(document).map((element) => [element.dataset.key, keyOf(element)]));
  for (const pair of document.querySelectorAll(".status-hints .keys > span")) {
    const mark = pair.querySelector("kbd");
    if (!mark) continue;
    const usual = (mark.dataset.usual ??= mark.textContent.trim());
    const isAnswers = /^\d-\d$/.test(usual);
    pair.hidden = isAnswers ? ![...keys.keys()].some((key) => /^\d$/.test(key)) : /^([a-z]|g [a-z])$/.test(usual) && !keys.has(usual);
    if (keys.has(usual) && keys.get(usual) !== usual) mark.textContent = keys.get(usual);
  }
}

export function start() {
  document.addEventListener("keydown", onKey);
  footer();
  for (const name of ["precedent:arrived", "precedent:offered", "htmx:after:swap"]) document.addEventListener(name, footer);
  document.addEventListener("precedent:opened", (event) => event.target.id === "shortcuts" && list());
  document.addEventListener("precedent:arrived", (event) => hint(event.target));
  document.getElementById("keys-on")?.addEventListener("change", (event) => {
    keep("keys-off", event.target.checked ? null : "yes");
    document.documentElement.dataset.keys = event.target.checked ? "" : "off";
  });
  document.getElementById("keys-reset")?.addEventListener("click", () => {
    keep("keys", null);
    location.reload();
  });
  hint();
}
