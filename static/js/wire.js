// What the client knows of the wire, without a socket or a page: the cursor, and what each frame asks for.
import { said } from "./words.js";

/** Follows one stream. `since` is the highest seq seen; `n` counts the frames of one connection without a gap. */
export class Cursor {
  constructor(since, epoch) {
    this.since = Number(since) || 0;
    this.epoch = String(epoch ?? "");
    this.restart();
  }

  /** Another connection, or another answer: frames are counted anew. */
  restart() {
    this.n = null;
    this.isBroken = false;
  }

  /** The first frame of a connection. */
  hello(topics) {
    this.restart();
    return { type: "hello", since: this.since, epoch: this.epoch, focus: topics };
  }

  /** What to do with a frame: apply, ephemeral, refetch, reload, reconnect or nothing. */
  take(frame) {
    if (frame.epoch != null && this.epoch && String(frame.epoch) !== this.epoch) return "reload";
    if (Number.isInteger(frame.n)) {
      if (this.n !== null && frame.n > this.n + 1) this.isBroken = true;
      else this.n = frame.n;
    }
    if (this.isBroken) return "reconnect"; // what still comes, a ping too, must not move the cursor past the gap
    if (frame.type === "ephemeral") return "ephemeral";
    // Where it says how far the log goes, a reset follows; the connection may break in between.
    if (frame.type === "welcome") return "nothing";
    if (frame.type === "reset") {
      if (frame.why === "epoch") return "reload";
      this.reach(frame.seq);
      return "refetch";
    }
    this.reach(frame.seq);
    return frame.type === "event" ? "apply" : "nothing";
  }

  reach(seq) {
    if (Number.isInteger(seq) && seq > this.since) this.since = seq;
  }
}

/** What a close code means: stop for good with a sentence, or nothing to say. */
export function farewell(code) {
  if (code === 4401) return { text: said("You are signed out. What you wrote is kept in this browser."), link: said("Sign in"), url: "/sign-in" };
  if (code === 4403) return { text: said("You no longer have access to this project."), link: said("Your projects"), url: "/" };
  return null;
}
