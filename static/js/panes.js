// On phones one pane of the desk at a time; the tabs are links to the panes, so without this they scroll there.
function show(desk, id) {
  for (const pane of desk.querySelectorAll(":scope > .pane")) pane.toggleAttribute("data-pane-shown", pane.id === id);
  for (const tab of desk.querySelectorAll(".pane-tabs a")) {
    if (tab.hash === `#${id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function ready() {
  for (const desk of document.querySelectorAll("[data-panes]:not([data-panes-on])")) {
    desk.setAttribute("data-panes-on", "");
    const first = desk.querySelector(".pane-tabs a[aria-current]") ?? desk.querySelector(".pane-tabs a");
    if (first) show(desk, first.hash.slice(1));
  }
}

export function start() {
  ready();
  document.addEventListener("htmx:after:swap", ready);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".pane-tabs a");
    const desk = tab?.closest("[data-panes]");
    if (!desk) return;
    event.preventDefault();
    show(desk, tab.hash.slice(1));
    scrollTo(0, 0);
  });
}
