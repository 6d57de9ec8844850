// A clock that runs down on the page. What counts is the server's; when this one is over, the form that it names is sent.
const running = new WeakSet();

/** Minutes and seconds, as a clock shows them. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function run(node) {
  if (running.has(node)) return;
  running.add(node);
  // the seconds left, not the time of its end: this computer's clock may be wrong
  const over = performance.now() + Number(node.dataset.left) * 1000;
  const tick = () => {
    if (!node.isConnected) return;
    const seconds = Math.max(0, Math.ceil((over - performance.now()) / 1000));
    node.textContent = clock(seconds);
    node.toggleAttribute("data-hurry", seconds <= 60);
    if (seconds > 0) return setTimeout(tick, 250);
    // not requestSubmit: nobody is asked whether time may be over
    setTimeout(() => node.isConnected && document.getElementById(node.dataset.end)?.submit(), 1000);
  };
  tick();
}

const settle = () => document.querySelectorAll("[data-left][data-end]").forEach(run);

export function start() {
  settle();
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
}
