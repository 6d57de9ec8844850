// Whoever is muted may write again when the time is over: the note goes, and the composer stands there as it was left.
let timer;

function wait() {
  clearTimeout(timer);
  const note = document.querySelector("[data-muted-until]");
  const left = note ? Date.parse(note.dataset.mutedUntil) - Date.now() : NaN;
  if (Number.isNaN(left)) return;
  // a second more: the server must have come to it first
  if (left > -1000) timer = setTimeout(wait, left + 1050);
  else note.hidden = true;
}

export function start() {
  wait();
  for (const name of ["precedent:arrived", "htmx:after:swap"]) document.addEventListener(name, wait);
}
