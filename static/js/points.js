// Positions in text counted in code points, as the server counts them; browsers count in UTF-16 units.

/** The number of code points before UTF-16 position `units`. */
export const pointsBefore = (text, units) => [...text.slice(0, units)].length;

/** A selection of `text` from UTF-16 `start` to `end` as {start, end, quote} in code points, without the white space at its ends. */
export function anchorOf(text, start, end) {
  let [from, to] = start <= end ? [start, end] : [end, start];
  while (from < to && /\s/.test(text[from])) from += 1;
  while (to > from && /\s/.test(text[to - 1])) to -= 1;
  if (from === to) return null;
  return { start: pointsBefore(text, from), end: pointsBefore(text, to), quote: text.slice(from, to) };
}

/** The UTF-16 position of code point `points`. */
export const unitsAt = (text, points) => [...text].slice(0, points).join("").length;

/** Where a quote of a rendered text (UTF-16 `start` to `end` of `shown`) stands in its `source`: the occurrence with as many equal ones before it. */
export function placeIn(source, shown, start, end) {
  const quote = shown.slice(Math.min(start, end), Math.max(start, end)).trim();
  if (!quote) return null;
  const from = shown.indexOf(quote, Math.min(start, end));
  let at = -1;
  for (let seen = shown.indexOf(quote); seen >= 0 && seen <= from; seen = shown.indexOf(quote, seen + 1)) {
    at = source.indexOf(quote, at + 1);
    if (at < 0) return null;
  }
  return [at, at + quote.length];
}

/** A box drawn between two points of a frame as fractions {x, y, w, h} of it, inside it, to four decimals. */
export function boxOf(a, b, frame) {
  const share = (value, from, size) => Math.min(1, Math.max(0, (value - from) / size));
  const x0 = share(Math.min(a.x, b.x), frame.left, frame.width);
  const x1 = share(Math.max(a.x, b.x), frame.left, frame.width);
  const y0 = share(Math.min(a.y, b.y), frame.top, frame.height);
  const y1 = share(Math.max(a.y, b.y), frame.top, frame.height);
  const round = (value) => Math.round(value * 1e4) / 1e4;
  return { x: round(x0), y: round(y0), w: round(x1 - x0), h: round(y1 - y0) };
}

/** The box moved, or (when `sizes`) made larger or smaller, by a step of the frame; it stays inside. */
export function nudge(box, dx, dy, sizes) {
  const clamp = (value, low, high) => Math.round(Math.min(high, Math.max(low, value)) * 1e4) / 1e4;
  if (sizes) return { ...box, w: clamp(box.w + dx, 0.01, 1 - box.x), h: clamp(box.h + dy, 0.01, 1 - box.y) };
  return { ...box, x: clamp(box.x + dx, 0, 1 - box.w), y: clamp(box.y + dy, 0, 1 - box.h) };
}
