// What the status bar says about the connection, and the banner when it ends for good.
import { said } from "./words.js";
const words = () => ({
  live: said("live"), polling: said("live, by polling"), reconnecting: said("reconnecting"),
  offline: said("offline"), stopped: said("stopped"), connecting: said("connecting"),
});

export function say(state) {
  const mark = document.getElementById("live-state");
  if (!mark || mark.dataset.state === state) return;
  mark.dataset.state = state;
  mark.textContent = words()[state];
  document.dispatchEvent(new CustomEvent("precedent:live", { detail: state }));
}

/** Signed out: the way back is offered until it is taken, over no dialog. */
export function offerSignIn() {
  document.querySelector("dialog[open]")?.close();
  banner({ text: said("You are signed out. What you wrote is still here."), link: said("Sign in"), url: `/sign-in?next=${encodeURIComponent(location.pathname + location.search + location.hash)}` });
}

export function banner({ text, link, url }) {
  const place = document.getElementById("banner");
  if (!place) return;
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.textContent = link;
  place.replaceChildren(document.createTextNode(text), anchor);
  place.hidden = false;
}
