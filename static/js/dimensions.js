// Several ratings of one task: the digits answer the one that stands out, then the next that has no answer stands out.
// The keys move with it, so that what the list of shortcuts shows is what they do.

const groupsOf = (form) => [...form.querySelectorAll("[data-dimension]")];
const isAnswered = (group) => Boolean(group.querySelector("input:checked"));

/** The group to answer next: the first without an answer after `here`, else the first without one at all; null when all have one. */
export function following(groups, here) {
  const open = (group) => !isAnswered(group);
  return groups.slice(groups.indexOf(here) + 1).find(open) ?? groups.find(open) ?? null;
}

function stand(group) {
  for (const other of groupsOf(group.closest("[data-dimensions]"))) {
    other.toggleAttribute("data-current", other === group);
    for (const input of other.querySelectorAll("[data-dimension-key]")) {
      if (other === group) input.dataset.key = input.dataset.dimensionKey;
      else delete input.dataset.key;
    }
  }
}

function settle() {
  for (const box of document.querySelectorAll("[data-dimensions]:not([data-settled])")) {
    box.dataset.settled = "yes";
    const groups = groupsOf(box);
    stand(following(groups, null) ?? groups[0]);
  }
}

// A key answers like a click that has no place; the arrows of a group only look for the right answer in it.
function answered(event) {
  const group = event.target.closest?.("[data-dimension]");
  if (!group || event.detail !== 0 || event.target.type !== "radio" || document.activeElement === event.target) return;
  const next = following(groupsOf(group.closest("[data-dimensions]")), group);
  if (!next) return stand(group);
  stand(next);
  if (group.contains(document.activeElement)) (next.querySelector("input:checked") ?? next.querySelector("input")).focus();
  next.scrollIntoView({ block: "nearest" });
}

export function start() {
  settle();
  for (const name of ["htmx:after:swap", "precedent:arrived"]) document.addEventListener(name, settle);
  document.addEventListener("click", answered);
  document.addEventListener("focusin", ({ target }) => {
    const group = target.closest?.("[data-dimension]");
    if (group) stand(group);
  });
}
