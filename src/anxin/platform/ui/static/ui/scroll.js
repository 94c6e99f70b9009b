// What scrolls sideways and holds nothing to focus gets the focus itself, so that the keyboard can scroll it.
const SCROLLERS = ".ax-scroll, .ax-panel, .ax-steps";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

function reach() {
  for (const one of document.querySelectorAll(SCROLLERS)) {
    const scrolls = one.scrollWidth > one.clientWidth && !one.querySelector(FOCUSABLE);
    if (scrolls) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
}

export function startScrolling() {
  reach();
  addEventListener("resize", reach);
  document.body.addEventListener("htmx:load", reach);
}
