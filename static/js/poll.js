// The same frames by long polling, for browsers and networks without sockets.
import { farewell } from "./wire.js";

const RETRY_SOCKET = 60_000;
const LONGEST = 8000; // between two tries while nobody answers
let running = null;

export function stopPolling() {
  running?.abort();
  running = null;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(url, cursor, topics, signal, wait) {
  const query = new URLSearchParams({ after: cursor.since, epoch: cursor.epoch, wait, focus: topics.join(" ") });
  const response = await fetch(`${url}?${query}`, { signal, headers: { Accept: "application/json" } });
  if (response.status === 401) return { code: 4401 };
  if (response.status === 403 || response.status === 404) return { code: 4403 };
  if (!response.ok) throw new Error(String(response.status));
  const answer = await response.json();
  return { frames: Array.isArray(answer) ? answer : answer.frames ?? [] };
}

/** Ask for ever, until stopped. `live` gives handle, say, open and banner. */
export async function startPolling(url, cursor, topics, live) {
  stopPolling();
  running = new AbortController();
  const { signal } = running;
  let wait = 1000;
  let answers = false; // not known yet: the first question is answered at once, or not at all
  const again = setInterval(live.open, RETRY_SOCKET);
  signal.addEventListener("abort", () => clearInterval(again));
  while (!signal.aborted) {
    const asked = Date.now();
    try {
      const { code, frames } = await ask(url, cursor, topics, signal, answers ? 25 : 0);
      if (code) {
        live.banner(farewell(code));
        live.say("stopped");
        return stopPolling();
      }
      cursor.n = null;
      frames.forEach(live.handle);
      if (wait > 1000) live.open(); // the server is back: sockets may be as well
      wait = 1000;
      live.say("polling");
      if (answers && !frames.length && Date.now() - asked < 1000) await pause(2000); // a server that does not hold the line
      answers = true;
    } catch {
      if (signal.aborted) return;
      live.say(navigator.onLine === false ? "offline" : "reconnecting");
      answers = false;
      await pause(wait * (0.7 + Math.random() / 2)); // not all at once
      wait = Math.min(wait * 2, LONGEST);
    }
  }
}
