// What one person says in a row, within a few minutes, stands under their name once.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
const NEAR = 5 * 60_000;
const PLAIN = ".message[data-author]:not([data-author=''], .message-card, .message-system, .message-flag, .message-pending, .message-failed)";

const timeOf = (message) => Date.parse(message.querySelector(".message-head time")?.dateTime ?? "");
// What the head says beside name and time has to be seen.
const isBare = (message) => message.matches(PLAIN) && !message.querySelector(".message-head :is(.chip, .message-edited, .muted)");

/** Whether a message goes on what the one before it began: both {author, at}, or null where there is none to go on. */
export const follows = (before, message) => Boolean(before && message) && before.author === message.author && Math.abs(message.at - before.at) < NEAR;

function group(log) {
  let before = null;
  for (const child of log.children) {
    if (child.hidden) continue;
    const one = child.matches(PLAIN) ? { author: child.dataset.author, at: timeOf(child) } : null;
    const isMore = isBare(child) && follows(before, one);
    child.classList.toggle("message-follows", isMore);
    if (isMore) child.dataset.at = clock.format(one.at);
    before = one;
  }
}

const groupAll = () => document.querySelectorAll(".thread-log").forEach(group);

export function start() {
  groupAll();
  for (const name of ["precedent:arrived", "precedent:sent", "htmx:after:swap"]) document.addEventListener(name, groupAll);
}
