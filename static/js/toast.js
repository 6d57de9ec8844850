// Short notes at the corner: toast("Saved", "good"), or from the server HX-Trigger: {"toast": {"text": ..., "tone": ...}}.
export function toast(text, tone = "", stay = 6000) {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.tone = tone;
  note.textContent = text;
  place.append(note);
  setTimeout(() => note.remove(), stay);
}

export function start() {
  document.addEventListener("toast", (event) => toast(event.detail?.text ?? event.detail?.value, event.detail?.tone));
}
