// Ticking times: data-due counts down to late, data-since counts up, data-timer is a running stopwatch.
import { text } from "./texts.js";

const MINUTE = 60000;

function words(element) {
  return element.querySelector("[data-words]") || element;
}

function tickDue(element, now) {
  const minutes = Math.round((now - Date.parse(element.dataset.due)) / MINUTE);
  words(element).textContent = minutes > 0 ? text("late", { n: minutes }) : text("left", { n: -minutes });
  if (minutes > 0 && element.classList.contains("ax-st") && !element.classList.contains("ax-st--late")) {
    element.classList.remove("ax-st--risk", "ax-st--run", "ax-st--wait");
    element.classList.add("ax-st--late");
    element.setAttribute("aria-live", "assertive");
  }
}

function tickSince(element, now) {
  words(element).textContent = text("since", { n: Math.max(0, Math.floor((now - Date.parse(element.dataset.since)) / MINUTE)) });
}

function tickTimer(element, now) {
  const base = Number(element.dataset.seconds || 0);
  const running = element.dataset.timer ? (now - Date.parse(element.dataset.timer)) / 1000 : 0;
  const total = Math.max(0, Math.floor(base + running));
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  element.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
}

export function startClocks() {
  const slow = () => {
    const now = Date.now();
    document.querySelectorAll("[data-due]").forEach((element) => tickDue(element, now));
    document.querySelectorAll("[data-since]").forEach((element) => tickSince(element, now));
  };
  const fast = () => document.querySelectorAll("[data-timer]").forEach((element) => tickTimer(element, Date.now()));
  setInterval(slow, MINUTE / 2);
  setInterval(fast, 1000);
  fast();
}
