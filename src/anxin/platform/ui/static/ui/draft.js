// Keeps what is typed into form[data-draft] on this device, per form and person, until it was accepted (or a day).
import { text } from "./texts.js";

const KEPT_FOR = 24 * 3600 * 1000;
const SENT = "anxin:draft-sent";
const SKIPPED = new Set(["csrfmiddlewaretoken", "post_key", "form_store", "version"]);

const keyOf = (form) => `anxin:draft:${document.body.dataset.user}:${form.dataset.draft}`;

function fields(form) {
  return [...form.elements].filter((field) => field.name && !SKIPPED.has(field.name)
    && !["password", "file", "submit", "button", "fieldset"].includes(field.type)
    && (field.type !== "hidden" || field.hasAttribute("data-output")) && !field.hasAttribute("data-no-draft"));
}

function read(form) {
  return fields(form).map((field) => [field.name, field.value, ["checkbox", "radio"].includes(field.type) ? field.checked : null]);
}

function write(form, values) {
  for (const field of fields(form)) {
    const isChoice = ["checkbox", "radio"].includes(field.type);
    const kept = values.find(([name, value]) => name === field.name && (!isChoice || value === field.value));
    if (!kept) continue;
    if (isChoice) field.checked = kept[2]; else field.value = kept[1];
    if (field.hasAttribute("data-output")) field.dispatchEvent(new Event("ax:restored"));
  }
}

function store(form) {
  try { localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: read(form) })); } catch (error) { /* full or off: typing goes on */ }
}

function load(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(form)));
    return kept && Date.now() - kept.at < KEPT_FOR ? kept.values : null;
  } catch (error) { return null; }
}

function offerReset(form, before) {
  const note = document.createElement("div");
  note.className = "ax-note";
  const words = document.createElement("span");
  words.textContent = text("draft");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "ax-link ax-push";
  drop.textContent = text("draftDrop");
  drop.addEventListener("click", () => { localStorage.removeItem(keyOf(form)); write(form, before); note.remove(); });
  note.append(words, drop);
  form.prepend(note);
}

function mount(form) {
  if (form.dataset.draftMounted) return;
  form.dataset.draftMounted = "yes";
  const kept = load(form);
  const before = read(form);
  const refused = form.querySelector('[aria-invalid="true"], .ax-note--late');
  if (kept && !refused && JSON.stringify(kept) !== JSON.stringify(before)) { write(form, kept); offerReset(form, before); }
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => store(form), 400); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    store(form);
    if (!form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, keyOf(form));
  });
}

function settleSent() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!cameBack && !document.querySelector('[aria-invalid="true"], .ax-note--late, .ax-refusal')) localStorage.removeItem(sent);
}

export function startDrafts() {
  settleSent();
  const mountAll = () => document.querySelectorAll("form[data-draft]").forEach(mount);
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form[data-draft]");
    const status = event.detail.xhr?.status || 0; // a redirect leaves `successful` unset
    if (form && status >= 200 && status < 400 && event.detail.requestConfig.verb !== "get") localStorage.removeItem(keyOf(form));
  });
  document.body.addEventListener("htmx:load", mountAll);
  mountAll();
}
