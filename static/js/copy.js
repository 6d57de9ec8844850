// data-copy="text": copies it, and says so.
import { toast } from "./toast.js";
import { said } from "./words.js";

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast(said("Copied"), "good");
    } catch {
      toast(said("The browser did not allow copying"), "warn");
    }
  });
}
