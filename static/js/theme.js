// Colours before the first paint: this browser's choice, else the account's, else the system's. Plain script, in the head.
(() => {
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("precedent:theme");
    if (localStorage.getItem("precedent:keys-off")) root.dataset.keys = "off";
  } catch {
    // Storage may be forbidden; the system's colours will do.
  }
  root.dataset.theme = chosen || root.dataset.theme || "system";
})();
