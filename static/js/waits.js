// How long to wait before trying again: later and later, each at a moment of its own, and never sooner than the server asked for.
const LONGEST = 10 * 60; // seconds: a server that asks for more is not believed

/** The seconds of a Retry-After, which is a number or a date; 0 where there is none. */
export function secondsOf(header, now = Date.now()) {
  if (!header) return 0;
  const seconds = Number.isFinite(Number(header)) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(LONGEST, Math.max(0, seconds)) : 0;
}

/**
 * Milliseconds until try number `tries`, from 1: anywhere in a stretch that doubles with each, so that a thousand
 * browsers that lost the same server do not come back to it at once. `asked`: the server's Retry-After, on top.
 */
export function pauseFor(tries, { first = 1000, most = 60_000, asked = null, luck = Math.random() } = {}) {
  const stretch = Math.min(most, first * 2 ** Math.max(0, tries - 1));
  return 1000 * secondsOf(asked) + stretch * (0.1 + 0.9 * luck);
}
