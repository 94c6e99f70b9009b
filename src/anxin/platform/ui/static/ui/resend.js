// Forms that are sent from the bay, form[data-resend]: what the network did not take is kept and sent again, with the same key.
import { text } from "./texts.js";

const AGAIN_AFTER = 15000;
const KEPT_FOR = 24 * 3600 * 1000;

const placeOf = (form) => `anxin:resend:${document.body.dataset.user}:${form.dataset.draft}`;

function hidden(form, name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
}

function load(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(placeOf(form)));
    return kept && Date.now() - kept.at < KEPT_FOR ? kept : null;
  } catch (error) { return null; }
}

export function mount(form) {
  let timer = 0;
  const note = document.createElement("div");
  note.className = "ax-note ax-note--risk";
  note.setAttribute("role", "status");
  note.textContent = text("waitsToSend");

  const again = () => { clearTimeout(timer); if (form.isConnected && note.isConnected) form.requestSubmit(); };
  function wait() {
    // The draft keeps what is typed; the key and the photos that the server has are kept here.
    const kept = { at: Date.now(), key: form.querySelector('[name="post_key"]')?.value, store: form.querySelector('[name="form_store"]')?.value, photos: new FormData(form).getAll("photos") };
    try { localStorage.setItem(placeOf(form), JSON.stringify(kept)); } catch (error) { /* full or off: as long as the page lives */ }
    // Beside the button that was tapped.
    form.append(note);
    note.scrollIntoView({ block: "nearest" });
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN_AFTER);
  }
  form.addEventListener("htmx:sendError", wait);
  form.addEventListener("htmx:timeout", wait);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.xhr?.status) return;
    clearTimeout(timer);
    note.remove();
    localStorage.removeItem(placeOf(form));
  });
  window.addEventListener("online", again);

  const kept = load(form);
  const key = form.querySelector('[name="post_key"]');
  if (!kept || !key || form.querySelector('[aria-invalid="true"]')) return;
  key.value = kept.key;
  const store = form.querySelector('[name="form_store"]');
  if (store && kept.store) store.value = kept.store;
  kept.photos.filter(Boolean).forEach((photo) => hidden(form, "photos", photo));
  form.prepend(note);
  timer = setTimeout(again, AGAIN_AFTER);
}
