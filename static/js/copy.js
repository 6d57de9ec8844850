// data-copy="text": copies it, and says so.
import { toast } from "./toast.js";

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast("Copied", "good");
    } catch {
      toast("The browser did not allow copying", "warn");
    }
  });
}
