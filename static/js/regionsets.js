// Regions that a reset frame renders again: fetched from the server and morphed into place.
import { banner } from "./livestate.js";
import { said } from "./words.js";

async function renew(region) {
  const response = await fetch(region.dataset.src, { headers: { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": `${region.localName}#${region.id}` } });
  if (response.status === 404 || response.status === 401) return reload();
  if (!response.ok) throw new Error(`${response.status} for ${region.dataset.src}`);
  const text = await response.text();
  await window.htmx.swap({ sourceElement: region, target: region, swap: "outerMorph", text, transition: false });
  document.getElementById(region.id)?.dispatchEvent(new CustomEvent("precedent:arrived", { bubbles: true, detail: { isNew: false } }));
}

/** Fetch the regions of a topic again, or every region; a page without one is loaded again. */
export async function refetch(topic) {
  const all = [...document.querySelectorAll("[data-topic][data-src]")];
  const regions = topic ? all.filter((region) => region.dataset.topic === topic) : all;
  if (!regions.length) return topic ? undefined : reload();
  const outcomes = await Promise.allSettled(regions.map(renew));
  if (outcomes.some((outcome) => outcome.status === "rejected")) setTimeout(() => refetch(topic), 3000);
}

/** Load the page again, unless somebody is typing: then offer it. */
export function reload() {
  const typing = document.activeElement?.matches("input, textarea, [contenteditable]") && document.activeElement.value;
  if (typing) banner({ text: said("This page is out of date."), link: said("Load it again"), url: location.href });
  else location.reload();
}
