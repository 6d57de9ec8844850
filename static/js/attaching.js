// Files for a message: chosen, pasted or dropped, uploaded at once with progress, and sent with it. Inside forms with [data-composer].
import { sentence } from "./failures.js";
import { outbox } from "./outbox.js";
import { toast } from "./toast.js";
import { said } from "./words.js";

const MOST = 10;
const under = new Map(); // row -> {file, form, request}
const held = new WeakSet(); // forms that were to be sent while files were still on their way
const listOf = (form) => form.querySelector(".uploads");
const rowsOf = (form) => [...listOf(form).children];
const composerIn = (place) => place?.closest?.(".thread")?.querySelector("form[data-composer]");

/** The keys of the files in a composer, and their names, to be sent with the message. */
export const filesOf = (form) => (listOf(form) ? [...form.querySelectorAll("[data-upload]")].map((row) => ({ key: row.dataset.upload, name: row.querySelector(".upload-name .truncate").textContent })) : []);

export function clear(form) {
  for (const row of form.querySelectorAll("[data-upload]")) row.remove();
}

/** Whether a message has to wait for its files; then it is sent once they are there. */
export function hold(form) {
  const rows = listOf(form) ? rowsOf(form) : [];
  if (rows.some((row) => row.hasAttribute("data-failed"))) {
    toast(said("A file was not uploaded. Remove it, or try it again, then send."), "warn");
    return true;
  }
  if (!rows.some((row) => under.has(row))) return false;
  held.add(form);
  toast(said("Sent as soon as the files are there."));
  return true;
}

/** Fetch what still waits: after a message was undone or taken back its files are to be sent again. */
export async function fetchUploads(form) {
  const response = await fetch(`${form.dataset.root}/threads/${form.dataset.thread}/uploads`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) return;
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  for (const row of template.content.querySelectorAll("[data-upload]")) if (!document.getElementById(row.id)) listOf(form).append(row);
  settle(form);
}

/** Leave out what an unsent message in the outbox has already. */
function settle(form) {
  const taken = new Set(outbox.all(form.dataset.thread).flatMap(({ fields }) => fields.filter(([name]) => name === "files").map(([, key]) => key)));
  for (const row of form.querySelectorAll("[data-upload]")) if (taken.has(row.dataset.upload)) row.remove();
}

// What was refused for what it is, is refused again.
const mayHelp = (status) => status < 400 || status >= 500 || [401, 408, 409, 429].includes(status);

function fail(row, why, status = 0) {
  const { form } = under.get(row) ?? {};
  under.delete(row);
  row.dataset.failed = "";
  row.querySelector("[data-why]").textContent = why;
  row.querySelector("[data-retry-upload]").hidden = !mayHelp(status);
  if (form) held.delete(form);
}

function arrive(row, form, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  under.delete(row);
  row.replaceWith(template.content);
  if (!held.has(form) || rowsOf(form).some((each) => under.has(each))) return;
  held.delete(form);
  form.requestSubmit();
}

function upload(row, form, file) {
  const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload has come
  under.set(row, { file, form, request });
  delete row.dataset.failed;
  row.querySelector("[data-retry-upload]").hidden = true;
  row.querySelector("[data-why]").textContent = "";
  request.upload.onprogress = ({ loaded, total }) => (row.querySelector("progress").value = total ? loaded / total : 0);
  request.onload = () => {
    const isDone = request.status >= 200 && request.status < 300;
    if (isDone) return arrive(row, form, request.responseText);
    fail(row, reason(request), request.status);
  };
  request.onerror = () => fail(row, said("The server does not answer."));
  request.open("POST", `${form.dataset.root}/files?${new URLSearchParams({ topic: form.dataset.thread, name: file.name })}`);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
}

/** The server's own words are in a header, for a toast; here they belong beside the file. */
function reason(request) {
  try {
    return JSON.parse(request.getResponseHeader("HX-Trigger")).toast.text;
  } catch {
    return sentence(request.status, request.responseText);
  }
}

function begin(form, file) {
  const row = form.querySelector("template[data-uploading]").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  if (file.type.startsWith("image/")) {
    const image = new Image();
    image.alt = "";
    image.src = URL.createObjectURL(file);
    image.onload = () => row.querySelector(".upload-sign").replaceChildren(image);
  }
  listOf(form).append(row);
  row.files = file;
  upload(row, form, file);
}

export function attach(form, files) {
  const room = MOST - rowsOf(form).length;
  if (files.length > room) toast(said("A message takes at most %(most)s files.", { most: MOST }), "warn");
  for (const file of [...files].slice(0, Math.max(0, room))) begin(form, file);
  form.querySelector("textarea").focus();
}

function click(event) {
  const button = event.target.closest("[data-attach], [data-retry-upload], [data-remove-upload]");
  const form = button?.closest("form[data-composer]");
  if (!form) return;
  event.preventDefault();
  if (button.matches("[data-attach]")) return form.querySelector("[data-attach-input]").click();
  const row = button.closest("li");
  if (button.matches("[data-retry-upload]")) return upload(row, form, row.files);
  under.get(row)?.request.abort();
  under.delete(row);
  row.remove();
  form.querySelector("textarea").focus();
  if (row.dataset.upload) fetch(button.formAction, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => {});
}

function drag(event) {
  const isFile = event.dataTransfer?.types.includes("Files");
  if (!isFile) return;
  const form = composerIn(event.target);
  const over = form?.closest(".thread");
  for (const each of document.querySelectorAll("[data-dropping]")) if (each !== over || event.type === "drop") delete each.dataset.dropping;
  // A file dropped beside a thread would take the page's place, and with it what was typed.
  event.preventDefault();
  if (event.type === "drop") return form && attach(form, event.dataTransfer.files);
  if (over) over.dataset.dropping = "";
  event.dataTransfer.dropEffect = form ? "copy" : "none";
}

export function start() {
  document.addEventListener("click", click);
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-attach-input]")) return;
    attach(target.form, target.files);
    target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    const files = event.clipboardData?.files;
    // Tables and slides put a picture of themselves beside their text: then the text is meant.
    if (!form || !files?.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    attach(form, files);
  });
  for (const type of ["dragover", "drop"]) document.addEventListener(type, drag);
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) for (const each of document.querySelectorAll("[data-dropping]")) delete each.dataset.dropping;
  });
  addEventListener("beforeunload", (event) => under.size && event.preventDefault());
  const all = () => document.querySelectorAll("form[data-composer]").forEach((form) => listOf(form) && settle(form));
  document.addEventListener("htmx:after:swap", all);
  all();
}
