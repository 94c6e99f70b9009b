// Starts the small modules; the heavier ones are loaded only where their part is on the page.
import { startRequests } from "./htmx-config.js";
import { startDialogs } from "./dialog.js";
import { startToasts } from "./toast.js";
import { startKeys } from "./keys.js";
import { startClocks } from "./clocks.js";
import { startDrafts } from "./draft.js";
import { startPolling } from "./poll.js";
import { startPhrases } from "./phrases.js";
import { startScrolling } from "./scroll.js";

const parts = [
  ["[data-signature]", () => import("./signature.js")],
  ["[data-plate]", () => import("./plate.js")],
  ["[data-car-map]", () => import("./carmap.js")],
  ["[data-photos]", () => import("./photo.js")],
  ["[data-board]", () => import("./board.js")],
  ["form[data-resend]", () => import("./resend.js")],
];

function mountParts(root) {
  for (const [selector, load] of parts) {
    const found = [...root.querySelectorAll(selector)].filter((element) => !element.dataset.mounted);
    if (!found.length) continue;
    load().then(({ mount }) => found.forEach((element) => {
      if (element.dataset.mounted) return;
      element.dataset.mounted = "yes";
      mount(element);
    }));
  }
}

startRequests();
startDialogs();
startToasts();
startKeys();
startClocks();
startDrafts();
startPolling();
startPhrases();
startScrolling();
mountParts(document);
document.body.addEventListener("htmx:load", (event) => mountParts(event.detail.elt.parentElement || document));
