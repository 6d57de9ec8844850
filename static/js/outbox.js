// Messages not yet known to be saved, kept in this browser by account and thread, so that they survive a reload.
import { account, keep, recall } from "./store.js";

const drawer = (kind, thread) => `${kind}:${account()}:${thread}`;

export const drafts = {
  get: (thread) => recall(drawer("draft", thread), ""),
  set: (thread, text) => keep(drawer("draft", thread), text),
};

/** The list with an entry put in the place of the one with its key, or at the end. */
export const put = (list, entry) => (list.some(({ key }) => key === entry.key) ? list.map((old) => (old.key === entry.key ? entry : old)) : [...list, entry]);
export const drop = (list, key) => list.filter((entry) => entry.key !== key);

export const outbox = {
  all: (thread) => recall(drawer("outbox", thread), []),
  put: (thread, entry) => keep(drawer("outbox", thread), put(outbox.all(thread), entry)),
  drop: (thread, key) => {
    const left = drop(outbox.all(thread), key);
    keep(drawer("outbox", thread), left.length ? left : null);
  },
};
