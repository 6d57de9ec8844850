// Every behaviour of the pages, started once htmx is there. Each listens on the document, so that what arrives later works too.
import * as alerts from "./alerts.js";
import * as announcing from "./announcing.js";
import * as attaching from "./attaching.js";
import * as back from "./back.js";
import * as checks from "./checks.js";
import * as composer from "./composer.js";
import * as confirm from "./confirm.js";
import * as copy from "./copy.js";
import * as deciding from "./deciding.js";
import * as desk from "./desk.js";
import * as dimensions from "./dimensions.js";
import * as dialogs from "./dialogs.js";
import * as differing from "./differing.js";
import * as anchors from "./anchors.js";
import * as failures from "./failures.js";
import * as flagging from "./flagging.js";
import * as focus from "./focus.js";
import * as forms from "./forms.js";
import * as gallery from "./gallery.js";
import * as filling from "./filling.js";
import * as judging from "./judging.js";
import * as keeping from "./keeping.js";
import * as keys from "./keys.js";
import * as lines from "./lines.js";
import * as live from "./live.js";
import * as menus from "./menus.js";
import * as grouping from "./grouping.js";
import * as mine from "./mine.js";
import * as muting from "./muting.js";
import * as nav from "./nav.js";
import * as panes from "./panes.js";
import * as presence from "./presence.js";
import * as print from "./print.js";
import * as pushes from "./pushes.js";
import * as reading from "./reading.js";
import * as recent from "./recent.js";
import * as refusals from "./refusals.js";
import * as regions from "./regions.js";
import * as regionsets from "./regionsets.js";
import * as rows from "./rows.js";
import * as scroll from "./scroll.js";
import * as sending from "./sending.js";
import * as spans from "./spans.js";
import * as suggest from "./suggest.js";
import * as themes from "./themes.js";
import * as times from "./times.js";
import * as timing from "./timing.js";
import * as toast from "./toast.js";
import * as topics from "./topics.js";
import * as typing from "./typing.js";
import * as undo from "./undo.js";
import * as unread from "./unread.js";
import * as unreadline from "./unreadline.js";
import * as writing from "./writing.js";
import * as zones from "./zones.js";

const BEHAVIOURS = {
  suggest, themes, times, grouping, mine, muting, menus, dialogs, nav, panes, forms, filling, judging, keeping, differing, sending, confirm, failures, toast, copy, print, checks, back, keys, anchors, regions, regionsets, spans, dimensions, deciding, desk, flagging, focus, refusals, rows, scroll, timing, unread, unreadline, reading, attaching, gallery, composer, writing, undo, presence, recent, typing, lines, live, topics, pushes, alerts, announcing, zones,
};

function startAll() {
  for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
    try {
      behaviour.start();
    } catch (error) {
      // One broken behaviour must not take the others, or the page, with it.
      console.error(`behaviour ${name}`, error);
    }
  }
  // Without htmx every form still works, by loading its page.
  if (!window.htmx) document.documentElement.dataset.plain = "yes";
  document.documentElement.dataset.ready = "yes";
}

export function start() {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll, { once: true });
  else startAll();
}
