// Short reports: from the server (HX-Trigger: toast), from the page, from scripts. Errors stay until closed.
const SHOWN_FOR = 10000;

function arm(toast) {
  toast.querySelector("[data-close]")?.addEventListener("click", () => toast.remove());
  if (!toast.classList.contains("ax-toast--late")) setTimeout(() => toast.remove(), SHOWN_FOR);
}

export function showToast({ text, level = "ok", undo = "" }) {
  const region = document.getElementById("ax-toasts");
  if (!region) return; // a customer's page says it in its own place
  const toast = document.getElementById("ax-toast").content.querySelector("[data-toast]").cloneNode(true);
  toast.querySelector("[data-text]").textContent = text;
  toast.classList.toggle("ax-toast--late", level === "late");
  if (level === "late") {
    toast.setAttribute("role", "alert");
    const sign = toast.querySelector("use");
    sign.setAttribute("href", sign.getAttribute("href").replace(/#.*$/, "#alert-triangle"));
  }
  const form = toast.querySelector("[data-undo]");
  if (undo) form.action = undo; else form.remove();
  const key = form.querySelector('[name="post_key"]');
  if (key && window.crypto.randomUUID) key.value = window.crypto.randomUUID();
  region.append(toast);
  arm(toast);
}

export function startToasts() {
  document.querySelectorAll("#ax-toasts [data-toast]").forEach(arm);
  document.body.addEventListener("toast", (event) => showToast(event.detail));
}
