// Native dialogs: the question before what cannot be undone, small menus, dialogs that the server sends.
const confirmed = new WeakSet();

function ask(question, detail, label) {
  const dialog = document.getElementById("ax-confirm");
  dialog.querySelector("h2").textContent = question;
  dialog.querySelector("[data-detail]").textContent = detail || "";
  const yes = dialog.querySelector("[data-yes]");
  yes.dataset.word ||= yes.textContent;
  yes.textContent = label || yes.dataset.word;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function closeMenus(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => { if (menu !== except) menu.open = false; });
}

function openSent(root) {
  root.querySelectorAll?.("dialog[data-open]").forEach((dialog) => { if (!dialog.open) dialog.showModal(); });
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]"));
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  // in the capture phase, so that neither the form nor htmx sees the first click
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-confirm]");
    if (!button || confirmed.has(button)) { if (button) confirmed.delete(button); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask(button.dataset.confirm, button.dataset.confirmDetail, button.dataset.confirmYes)) {
      confirmed.add(button);
      button.click();
    }
  }, true);
  document.body.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await ask(event.detail.question)) event.detail.issueRequest(true);
  });
  document.body.addEventListener("htmx:afterSwap", () => openSent(document));
  openSent(document);
}
