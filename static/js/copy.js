// data-copy="text": copies it, and says so. data-copy-address="/path": as a whole address.
import { toast } from "./toast.js";
import { said } from "./words.js";

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-address]");
    if (!button) return;
    try {
      const { copy, copyAddress } = button.dataset;
      await navigator.clipboard.writeText(copy ?? new URL(copyAddress, location.href).href);
      toast(said("Copied"), "good");
    } catch {
      toast(said("The browser did not allow copying"), "warn");
    }
  });
}
