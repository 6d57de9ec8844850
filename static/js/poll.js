// The same frames by long polling, for browsers and networks without sockets.
import { pauseFor } from "./waits.js";
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
  if (!response.ok) throw Object.assign(new Error(String(response.status)), { asked: response.headers.get("Retry-After") });
  const answer = await response.json();
  return { frames: Array.isArray(answer) ? answer : answer.frames ?? [] };
}

/** Ask for ever, until stopped. `live` gives handle, say, open and banner. */
export async function startPolling(url, cursor, topics, live) {
  stopPolling();
  running = new AbortController();
  const { signal } = running;
  let failed = 0;
  let answers = false; // not known yet: the first question is answered at once, or not at all
  const again = setInterval(live.open, RETRY_SOCKET * (0.75 + Math.random() / 2));
  signal.addEventListener("abort", () => clearInterval(again));
  while (!signal.aborted) {
    const began = Date.now();
    try {
      const { code, frames } = await ask(url, cursor, topics, signal, answers ? 25 : 0);
      if (code) {
        live.banner(farewell(code));
        live.say("stopped");
        return stopPolling();
      }
      cursor.restart();
      frames.forEach(live.handle);
      if (failed) live.open(); // the server is back: sockets may be as well
      failed = 0;
      live.say("polling");
      if (answers && !frames.length && Date.now() - began < 1000) await pause(2000); // a server that does not hold the line
      answers = true;
    } catch ({ asked }) {
      if (signal.aborted) return;
      live.say(navigator.onLine === false ? "offline" : "reconnecting");
      answers = false;
      await pause(pauseFor(++failed, { first: 1500, most: LONGEST, asked }));
    }
  }
}
