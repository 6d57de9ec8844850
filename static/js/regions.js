// A region of an image, drawn by drag or with the keyboard on <div class="regions" data-region> with its svg.regions-draw.
import { boxOf, nudge } from "./points.js";
import { said } from "./words.js";

const STEP = 0.02;
const SVG = "http://www.w3.org/2000/svg";
const boxes = new WeakMap();

function draw(svg, box) {
  let rect = svg.querySelector(".region-new");
  if (!rect) {
    rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", "region region-new");
    svg.append(rect);
  }
  const places = { x: box.x, y: box.y, width: box.w, height: box.h };
  for (const [name, value] of Object.entries(places)) rect.setAttribute(name, value);
  boxes.set(svg, box);
  const form = document.querySelector("[data-anchor-form]");
  if (!form) return;
  for (const [name, value] of Object.entries(box)) {
    const field = form.querySelector(`[name="region_${name}"]`);
    if (field) field.value = value;
  }
  form.dataset.anchored = "yes";
}

function drag(event) {
  const svg = event.target.closest?.("[data-region] .regions-draw");
  if (!svg || event.button) return;
  const from = { x: event.clientX, y: event.clientY };
  const frame = svg.getBoundingClientRect();
  svg.setPointerCapture(event.pointerId);
  const move = (next) => {
    const box = boxOf(from, { x: next.clientX, y: next.clientY }, frame);
    if (box.w > 0.005 && box.h > 0.005) draw(svg, box);
  };
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", () => svg.removeEventListener("pointermove", move), { once: true });
}

function press(event) {
  const svg = event.target.closest?.("[data-region] .regions-draw");
  const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (!svg || !way) return;
  event.preventDefault();
  draw(svg, nudge(boxes.get(svg) ?? { x: 0.35, y: 0.35, w: 0.3, h: 0.3 }, ...way, event.shiftKey));
}

function ready(root) {
  for (const svg of root.querySelectorAll("[data-region] .regions-draw")) {
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-label", said("Mark a region: arrow keys move the box, with Shift they size it"));
  }
}

export function start() {
  ready(document);
  document.addEventListener("precedent:arrived", (event) => ready(event.target));
  document.addEventListener("htmx:after:swap", () => ready(document));
  document.addEventListener("pointerdown", drag);
  document.addEventListener("keydown", press);
}
