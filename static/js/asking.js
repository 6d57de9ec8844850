// Asks first while the page's own dialog is not there yet (confirm.js): in the browser's words. Plain script, in the head.
addEventListener(
  "submit",
  (event) => {
    if ("asks" in document.documentElement.dataset) return;
    const { target: form, submitter } = event;
    const words = submitter?.dataset.confirm || form.dataset.confirm;
    if (words && !confirm(words)) event.preventDefault();
  },
  true,
);
