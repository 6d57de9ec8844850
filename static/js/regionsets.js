// Regions that a reset frame renders again: fetched from the server and morphed into place.
import { banner } from "./livestate.js";
import { upsert, upsertNode } from "./upsert.js";
import { pauseFor } from "./waits.js";
import { said } from "./words.js";

const LEAVES = 10_000; // milliseconds in which a page that is being left is gone
const HEAVY = 2000; // milliseconds at least between two fetches of what follows
const underway = new Set(); // of each fetch in hand: the frames that came while it was on its way
const due = new Map(); // id of a region that follows -> its next fetch
const turns = new Map(); // region id -> the last fetch of it: a later one must not be overtaken

/** A frame was put on the page: what is being fetched may be older than it, and must not take it away again. */
export function toldMeanwhile(content) {
  for (const told of underway) told.push(content);
}

// Fetches, puts what came, and then once more what frames have brought since it was asked for.
async function fetchAnd(put, url, headers) {
  const told = [];
  underway.add(told);
  try {
    const response = await fetch(url, { headers });
    if (response.status === 404 || response.status === 401) return reload();
    if (!response.ok) throw Object.assign(new Error(`${response.status} for ${url}`), { asked: response.headers.get("Retry-After") });
    await put(await response.text());
    told.forEach(upsert);
  } finally {
    underway.delete(told);
  }
}

const arrived = (id) => document.getElementById(id)?.dispatchEvent(new CustomEvent("precedent:arrived", { bubbles: true, detail: { isNew: false } }));

async function renew(id) {
  const region = document.getElementById(id);
  if (!region) return;
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": `${region.localName}#${id}` };
  const put = async (text) => {
    const open = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
    await window.htmx.swap({ sourceElement: region, target: region, swap: "outerMorph", text, transition: false });
    for (const each of open) document.getElementById(each)?.setAttribute("open", "");
  };
  await fetchAnd(put, region.dataset.src, headers);
  arrived(id);
}

// What events render again outside of all regions: counters, whether a thread is closed.
const renewRest = () =>
  fetchAnd((text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of fresh.querySelectorAll("[data-follows][id]")) if (document.getElementById(part.id)) upsertNode(document.importNode(part, true));
  }, location.href.split("#")[0], { Accept: "text/html" });

function inTurn(id, act) {
  const turn = (turns.get(id) ?? Promise.resolve()).catch(() => {}).then(() => act(id));
  turns.set(id, turn);
  return turn;
}

/** Fetch the regions of a topic again; or every region, with what else follows. A page without one is loaded again. */
export async function refetch(topic, tries = 1) {
  // What is being left, such as the thread of a task just given back, may be closed already.
  if (leaving()) return void setTimeout(() => refetch(topic, tries), leaving());
  const all = [...document.querySelectorAll("[data-topic][data-src]")];
  const regions = topic ? all.filter((region) => region.dataset.topic === topic) : all;
  if (!regions.length) return topic ? undefined : reload();
  const fetching = regions.map(({ id }) => inTurn(id, renew));
  if (!topic) fetching.push(inTurn("", renewRest));
  const failed = (await Promise.allSettled(fetching)).find(({ status }) => status === "rejected");
  if (failed) setTimeout(() => refetch(topic, tries + 1), pauseFor(tries, { first: 3000, asked: failed.reason?.asked }));
}

// What is too heavy to be drawn for each event is fetched again, now and then, while the node it is named after moves.
function followOn({ target }) {
  for (const region of document.querySelectorAll(`[data-after="${CSS.escape(target.id ?? "")}"]`)) {
    if (due.has(region.id)) continue;
    due.set(region.id, setTimeout(() => {
      due.delete(region.id);
      refetch(region.dataset.topic);
    }, HEAVY));
  }
}

// Whoever is on their way to another page is not called back to this one.
let leftAt = -Infinity;
globalThis.addEventListener?.("beforeunload", () => { leftAt = performance.now(); });
const leaving = () => Math.max(0, leftAt + LEAVES - performance.now());

/** Load the page again, unless somebody is typing: then offer it. */
export function reload() {
  if (leaving()) return;
  const typing = document.activeElement?.matches("input, textarea, [contenteditable]") && document.activeElement.value;
  if (typing) banner({ text: said("This page is out of date."), link: said("Load it again"), url: location.href });
  else location.reload();
}

export function start() {
  document.addEventListener("precedent:arrived", followOn);
}
