// Photos: made smaller on the device, sent with progress, kept in the browser until the server has them.
import { csrfToken, text } from "./texts.js";

const LONGEST_SIDE = 1600;
const QUALITY = 0.85;
const STORE = "photos";

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("anxin", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function keep(action) {
  try {
    const opened = await database();
    const store = opened.transaction(STORE, "readwrite").objectStore(STORE);
    return await new Promise((resolve, reject) => {
      const request = action(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch (error) { return null; } // private mode: the photo lives as long as the page
}

async function shrink(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const factor = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * factor);
  canvas.height = Math.round(image.height * factor);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob((blob) => resolve(blob || file), "image/jpeg", QUALITY); });
}

function send(url, photo, onProgress) {
  // XMLHttpRequest, because fetch tells nothing about the progress of an upload
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("photo", photo.blob, `${photo.key}.jpg`);
    body.append("label", photo.label);
    body.append("kind", photo.kind);
    body.append("form_store", photo.store || "");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); });
    request.addEventListener("load", () => (request.status < 300 ? resolve(JSON.parse(request.responseText)) : reject(new Error(request.status))));
    request.addEventListener("error", () => reject(new Error("network")));
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Idempotency-Key", photo.key);
    request.send(body);
  });
}

export function mount(root) {
  const { name, upload: url, kind } = root.dataset;
  if (!url) return; // the files travel with the form
  const place = `${document.body.dataset.user}|${url}|${name}`;

  const slotOf = (label) => [...root.querySelectorAll("[data-add]")].find((slot) => label && slot.querySelector("input").dataset.label === label);
  // What is still to be shot, said beside the form's button and as a count, as it stands now.
  function tellMissing() {
    const form = root.closest("form") || document;
    const missing = [...root.querySelectorAll("[data-add]:not([hidden]) input")].map((input) => input.dataset.label).filter(Boolean);
    form.querySelectorAll(`[data-missing="${name}"]`).forEach((note) => {
      note.hidden = missing.length === 0;
      note.querySelector("[data-names]").textContent = missing.join(" ");
    });
    form.querySelectorAll(`[data-shot="${name}"]`).forEach((count) => {
      count.textContent = Number(count.dataset.of) - missing.length;
      count.parentElement.classList.toggle("ax-risk-t", missing.length > 0);
    });
  }
  function occupy(label, taken) {
    const slot = slotOf(label);
    if (slot) slot.hidden = taken;
    tellMissing();
  }
  function show(photo) {
    const tile = root.querySelector("[data-tile]").content.firstElementChild.cloneNode(true);
    const image = tile.querySelector("img");
    const address = URL.createObjectURL(photo.blob);
    image.src = address;
    image.alt = photo.label;
    image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    const remove = tile.querySelector("[data-remove]");
    remove.setAttribute("aria-label", text("removePhoto"));
    remove.addEventListener("click", (event) => { event.stopPropagation(); tile.remove(); occupy(photo.label, false); keep((store) => store.delete(photo.key)); });
    root.insertBefore(tile, root.querySelector("[data-add]"));
    return tile;
  }
  async function upload(photo, tile) {
    const words = tile.querySelector("[data-words]");
    const bar = tile.querySelector("progress");
    words.textContent = text("uploading");
    bar.hidden = false;
    tile.classList.remove("is-failed");
    try {
      const answer = await send(url, photo, (share) => { bar.value = share; });
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = answer.id;
      tile.append(field);
      words.textContent = photo.label;
      bar.hidden = true;
      keep((store) => store.delete(photo.key));
      root.dispatchEvent(new CustomEvent("ax:photo-saved", { bubbles: true, detail: answer }));
    } catch (error) {
      words.textContent = text("uploadFailed");
      tile.classList.add("is-failed");
      bar.hidden = true;
    }
  }
  function start(photo) {
    const tile = show(photo);
    occupy(photo.label, true);
    tile.addEventListener("click", () => { if (tile.classList.contains("is-failed")) upload(photo, tile); });
    window.addEventListener("online", () => { if (tile.isConnected && tile.classList.contains("is-failed")) upload(photo, tile); });
    upload(photo, tile);
  }

  root.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    for (const file of input.files) {
      let blob;
      try { blob = await shrink(file); } catch (error) {
        const { showToast } = await import("./toast.js");
        showToast({ text: text("notImage"), level: "late" });
        continue;
      }
      const key = window.crypto.randomUUID ? window.crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
      const photo = { key, blob, place, kind, label: input.dataset.label, at: Date.now(), store: document.body.dataset.store };
      await keep((store) => store.put(photo));
      start(photo);
    }
    input.value = "";
  });
  keep((store) => store.getAll()).then((all) => (all || []).filter((photo) => photo.place === place).forEach(start));
}
