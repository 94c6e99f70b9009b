// Single keys: off while a field has focus, during composition, in a dialog, or when the person switched them off.
const SWITCH = "anxin:keys-off";

function isOff(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return true;
  const focused = document.activeElement;
  if (focused?.matches("input, textarea, select, [contenteditable]")) return true;
  return localStorage.getItem(SWITCH) === "yes";
}

function rows() {
  return [...document.querySelectorAll("table[data-rows] tbody tr, ul[data-rows] > li, ol[data-rows] > li")]
    .filter((row) => !row.classList.contains("is-sum") && row.offsetParent !== null);
}

function selected() {
  return rows().find((row) => row.classList.contains("is-sel"));
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const now = all.findIndex((row) => row.classList.contains("is-sel"));
  const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  all.forEach((row) => { row.classList.toggle("is-sel", row === next); });
  const link = next.querySelector("a[href], button:not([disabled])");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(selector, root = document) {
  const target = [...root.querySelectorAll(selector)].find((one) => !one.disabled && one.offsetParent !== null);
  if (!target) return false;
  target.click();
  return true;
}

function enter(event) {
  if (document.activeElement && document.activeElement !== document.body) return false;
  const row = selected();
  return row ? press("[data-primary], a[href], button", row) : press(".ax-main .ax-btn--go, main .ax-btn--go");
}

function act(event) {
  const key = event.key.toLowerCase();
  if (key === "/") {
    const search = document.querySelector('[data-key-target="search"]');
    search?.focus();
    return Boolean(search);
  }
  if (key === "?") { document.getElementById("ax-key-list")?.showModal(); return true; }
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "enter") return enter(event);
  if (key === "e" && selected()) return press('[data-key="e"], [data-edit]', selected());
  return /^[a-z0-9]$/.test(key) && press(`[data-key="${key}"]`);
}

export function startKeys() {
  const box = document.querySelector("[data-keys-off]");
  if (box) {
    box.checked = localStorage.getItem(SWITCH) === "yes";
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "yes" : "no"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.matches('[data-key-target="search"]')) document.activeElement.blur();
    if (!isOff(event) && act(event)) event.preventDefault();
  });
}
