// CSRF header, guard against double sending, focus on the first mistake, words for a failed request.
import { csrfToken, text } from "./texts.js";
import { showToast } from "./toast.js";

const busy = new Map();

function hold(form, submitter) {
  const button = submitter || form.querySelector('button:not([type="button"]), [type="submit"]');
  form.setAttribute("aria-busy", "true");
  if (!button || busy.has(form)) return;
  button.style.minWidth = `${button.getBoundingClientRect().width}px`;
  busy.set(form, button);
  // after the browser has read the form: a disabled button would not be sent
  setTimeout(() => { if (busy.has(form)) button.disabled = true; });
}

function release(form) {
  form.removeAttribute("aria-busy");
  const button = busy.get(form);
  if (!button) return;
  button.disabled = false;
  button.style.minWidth = "";
  busy.delete(form);
}

// A panel that was to come later and does not: bars that wait for nothing would say that it still comes.
function giveUpPanel(panel, told) {
  const body = panel.querySelector(".ax-panel__body");
  if (!body) return;
  const words = document.createElement("p");
  words.textContent = (told && JSON.parse(told).toast?.text) || text("failed");
  body.replaceChildren(words);
}

export function focusFirstMistake(root) {
  const wrong = root.querySelector('[aria-invalid="true"]');
  if (!wrong) return;
  const field = wrong.matches("input, select, textarea") ? wrong : wrong.querySelector("input, select, textarea, button");
  field?.focus({ preventScroll: false });
}

export function startRequests() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    if (form.target === "_blank" || form.hasAttribute("data-download")) return;
    if (!form.hasAttribute("hx-post") && !form.hasAttribute("hx-get")) hold(form, event.submitter);
  });
  window.addEventListener("pageshow", () => [...busy.keys()].forEach(release));
  const body = document.body;
  body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  body.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (!form || event.detail.requestConfig.verb === "get") return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    hold(form, event.detail.requestConfig.triggeringEvent?.submitter);
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) focusFirstMistake(document.body);
  });
  // A form that sends itself again says so itself.
  const mark = (isStale) => document.querySelectorAll("[data-stale]").forEach((one) => { one.hidden = !isStale; });
  body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.elt.hasAttribute("hx-trigger")) mark(!event.detail.successful); });
  const unreached = (event) => { if (!event.target.closest("form[data-resend]")) showToast({ text: text("offline"), level: "late" }); };
  body.addEventListener("htmx:sendError", unreached);
  body.addEventListener("htmx:timeout", unreached);
  body.addEventListener("htmx:responseError", (event) => {
    // a refusal brings its own words in HX-Trigger; only a silent failure needs ours
    const told = event.detail.xhr.getResponseHeader("HX-Trigger");
    if (!told) showToast({ text: text("failed"), level: "late" });
    if (event.detail.elt.matches("[data-lazy]")) giveUpPanel(event.detail.elt, told);
  });
  focusFirstMistake(document);
}
