// Judging a batch: a button (or its key) answers for the current row and goes on to the next open one.
const isOpen = (row) => !row.querySelector("input:checked");

function judge(answer) {
  const rows = [...document.querySelectorAll(".judge-list > [data-order]")];
  const row = rows.find((each) => each.getAttribute("aria-current") === "true") ?? rows.find(isOpen) ?? rows[0];
  const choice = row?.querySelector(`input[value="${answer}"]`);
  if (!choice) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const next = [...rows.slice(rows.indexOf(row) + 1), ...rows].find(isOpen);
  const place = next?.querySelector("input") ?? row.closest("form").querySelector("[type=submit]");
  place.focus({ preventScroll: true });
  (next ?? place).scrollIntoView({ block: "center" });
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-judge]");
    if (button) judge(button.dataset.judge);
  });
}
