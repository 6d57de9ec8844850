// data-print on a button: opens the browser's own dialog, which saves as PDF, too.
export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
}
