// Times in the reader's own zone and language, and "3 min ago" that stays true.
import { said } from "./words.js";
const language = globalThis.document?.documentElement.lang || undefined;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "narrow" });
const FORMATS = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
};
const UNITS = [["minute", 60], ["hour", 3600], ["day", 86_400]];

/** How long ago, in the largest unit that fits; from a week on the date itself. */
export function ago(at, now, words = relative) {
  const seconds = Math.round((now - at) / 1000);
  if (Math.abs(seconds) < 45) return said("just now");
  if (Math.abs(seconds) >= 7 * 86_400) return new Date(at).toLocaleDateString(language, FORMATS.date);
  const [unit, size] = UNITS.findLast(([, size]) => Math.abs(seconds) >= size) ?? UNITS[0];
  return words.format(-Math.round(seconds / size), unit);
}

function say(element) {
  const at = Date.parse(element.dateTime);
  if (Number.isNaN(at)) return;
  const how = element.dataset.local || "ago";
  const text = how === "ago" ? ago(at, Date.now()) : new Date(at).toLocaleString(language, FORMATS[how] ?? FORMATS.full);
  if (element.textContent !== text) element.textContent = text;
  element.title ||= new Date(at).toLocaleString(language, { dateStyle: "full", timeStyle: "long" });
}

const sayAll = (root = document) => root.querySelectorAll("time[data-local]").forEach(say);

export function start() {
  sayAll();
  setInterval(sayAll, 30_000);
  for (const name of ["precedent:arrived", "htmx:after:swap"]) document.addEventListener(name, () => sayAll());
}
