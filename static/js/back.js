// data-back on a link: back to where one came from, with what was typed there; without scripts it is a link like any other.
export function start() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-back]") || history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}
