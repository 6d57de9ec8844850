// data-check-all="name": one box that ticks all boxes of that name in its form.
export function start() {
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-check-all]");
    if (!all) return;
    const root = all.form ?? document;
    for (const box of root.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.checkAll)}"]`)) box.checked = all.checked;
  });
}
