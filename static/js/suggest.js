// Offers for @ # R- and : while somebody types in [data-suggest]: arrows choose, Enter or Tab take, Escape leaves.
const PATIENCE = 90;
const MARK = /(?:^|[\s([])(@|#|[Rr]-|:)([^\s@#:]{0,30})$/u;
let open = null; // {box, list, from}
let timer;
let asked = 0;

/** What is being typed before a position: {mark, words, from}, or null. A colon wants a letter, or every time of day would open it. */
export function typedBefore(text, at) {
  const found = MARK.exec(text.slice(Math.max(0, at - 40), at));
  if (!found) return null;
  const [, mark, words] = found;
  if (mark === ":" && !/^(?:[a-z+]|-\d)[\w+-]*$/.test(words)) return null;
  return { mark: mark.toUpperCase(), words, from: at - mark.length - words.length };
}

function close() {
  clearTimeout(timer);
  asked += 1;
  if (!open) return;
  open.list.remove();
  open.box.removeAttribute("aria-activedescendant");
  open.box.removeAttribute("aria-controls");
  open = null;
}

const options = () => [...(open?.list.querySelectorAll("[data-insert]") ?? [])];

function choose(by) {
  const all = options();
  const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const next = all[(at + by + all.length) % all.length];
  for (const each of all) each.setAttribute("aria-selected", String(each === next));
  next?.scrollIntoView({ block: "nearest" });
  if (next) open.box.setAttribute("aria-activedescendant", next.id);
}

function take(option) {
  const { box, from } = open;
  const after = box.value.slice(box.selectionStart);
  const made = `${option.dataset.insert}${after.startsWith(" ") ? "" : " "}`;
  box.setRangeText(made, from, box.selectionStart, "end");
  close();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

async function ask(box, typed) {
  const mine = (asked += 1);
  const response = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ mark: typed.mark, words: typed.words })}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const list = template.content.firstElementChild;
  if (mine !== asked || document.activeElement !== box) return;
  close();
  if (!list?.querySelector("[data-insert]")) return;
  box.closest(".composer-box, form").append(list);
  // below there may be no room
  const floor = document.querySelector(".status")?.getBoundingClientRect().top ?? innerHeight;
  list.classList.toggle("suggestions-up", list.getBoundingClientRect().bottom > floor);
  open = { box, list, from: typed.from };
  box.setAttribute("aria-controls", list.id);
  // a face such as :p is not taken for what begins with it: one letter offers, and chooses nothing
  if (typed.mark !== ":" || typed.words.length > 1) choose(0);
}

function look(box) {
  clearTimeout(timer);
  const typed = box.selectionStart === box.selectionEnd ? typedBefore(box.value, box.selectionStart) : null;
  if (!typed) return close();
  timer = setTimeout(ask, PATIENCE, box, typed);
}

function onKey(event) {
  if (!open || event.target !== open.box || event.isComposing) return;
  const chosen = options().find((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function start() {
  addEventListener("keydown", onKey, true);
  document.addEventListener("input", (event) => event.target.matches?.("[data-suggest]") && look(event.target));
  document.addEventListener("focusout", (event) => open && event.target === open.box && setTimeout(() => document.activeElement === open?.box || close(), 150));
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("#suggestions [data-insert]");
    if (!option || !open) return;
    event.preventDefault();
    take(option);
  });
}
