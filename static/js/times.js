// Times in the reader's own zone and language, and "3m ago" that stays true. As app/pages/times.py says them first.
import { said } from "./words.js";
const language = globalThis.document?.documentElement.lang || undefined;
const FORMATS = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
};
const UNITS = [
  [86_400, (count) => said("%(count)sd ago", { count }), (count) => said("in %(count)sd", { count })],
  [3600, (count) => said("%(count)sh ago", { count }), (count) => said("in %(count)sh", { count })],
  [60, (count) => said("%(count)sm ago", { count }), (count) => said("in %(count)sm", { count })],
];

/** How long ago, in the largest unit that fits; from a week on the date itself. */
export function ago(at, now) {
  const seconds = (now - at) / 1000;
  const away = Math.abs(seconds);
  if (away < 45) return said("just now");
  if (away >= 7 * 86_400) return new Date(at).toLocaleDateString(language, FORMATS.date);
  const [size, past, coming] = UNITS.find(([size]) => away >= size) ?? UNITS.at(-1);
  return (seconds > 0 ? past : coming)(Math.floor(away / size + 0.5));
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
