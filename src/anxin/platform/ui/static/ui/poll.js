// Asks every 5 s, while the page is visible, whether a version moved on, and lets htmx refresh the region.
// A region in which somebody is typing is never swapped under the finger: it is refreshed when they leave it.
import { text } from "./texts.js";

const PAUSE = 5000;
const seen = new WeakMap();

function isEdited(region) {
  const focused = document.activeElement;
  return Boolean(region.querySelector("[data-editing]"))
    || (region.contains(focused) && focused.matches("input:not([type=hidden]), textarea, select, [contenteditable]"));
}

function refresh(region) {
  if (isEdited(region)) { region.dataset.stale = text("newer"); return; }
  delete region.dataset.stale;
  window.htmx.trigger(region, region.dataset.pollEvent || "refresh");
}

async function ask(region) {
  const tag = seen.get(region) || (region.dataset.version ? `"${region.dataset.version}"` : "");
  const answer = await fetch(region.dataset.poll, {
    headers: tag ? { "If-None-Match": tag, "X-Poll": "1" } : { "X-Poll": "1" }, credentials: "same-origin", cache: "no-store",
  });
  const next = answer.headers.get("ETag");
  if (answer.status === 304 || !answer.ok || !next) return;
  seen.set(region, next);
  if (tag && tag !== next) refresh(region);
}

async function round() {
  if (!document.hidden) {
    // one after the other: a slow answer must not pile up requests
    for (const region of document.querySelectorAll("[data-poll]")) {
      try { await ask(region); } catch (error) { /* offline: ask again in the next round */ }
    }
  }
  setTimeout(round, PAUSE);
}

export function startPolling() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const cause = event.detail.requestConfig?.triggeringEvent?.type;
    const region = event.detail.target;
    const byItself = !cause || ["refresh", "every", "load"].includes(cause) || cause.endsWith("-changed");
    if (byItself && isEdited(region)) { event.detail.shouldSwap = false; region.dataset.stale = text("newer"); }
  });
  document.addEventListener("focusout", (event) => {
    const region = event.target.closest?.("[data-stale]");
    if (region) setTimeout(() => { if (region.dataset.stale && !isEdited(region)) refresh(region); }, 300);
  });
  round();
}
