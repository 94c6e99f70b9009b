// The workshop board: a job is put on a lane by drag, by two clicks, or by keys. What a place means is asked of the server.
import { text } from "./texts.js";
import { showToast } from "./toast.js";

const COLUMNS = 40;
const MINUTE = 60000;

function cellClass(column, width) { return [`ax-c${column}`, `ax-w${width}`]; }

class Board {
  constructor(root) {
    this.root = root;
    this.start = Date.parse(root.dataset.start);
    this.step = Number(root.dataset.minutes);
    this.lanes = [...root.querySelectorAll("[data-lane]:not([data-lane=none])")];
    this.ghost = null;
    this.job = null;
    this.asked = "";
  }

  card(id) {
    const inside = this.root.querySelector(`[data-job="${id}"]`);
    return inside || document.querySelector(`[data-unplaced] [data-job="${id}"]`);
  }

  pickUp(card) {
    const minutes = Number(card.dataset.minutes) || Math.round(Number(card.dataset.hours) * 60) || this.step;
    this.job = { ...card.dataset, width: Math.max(1, Math.min(COLUMNS, Math.ceil(minutes / this.step))) };
  }

  at(x, y) {
    const lane = this.lanes.find((one) => { const box = one.getBoundingClientRect(); return y >= box.top && y < box.bottom; });
    if (!lane) return null;
    const box = lane.getBoundingClientRect();
    const left = lane.querySelector(".ax-lane__who").getBoundingClientRect().right;
    if (x < left || x > box.right) return null;
    return { lane, column: Math.min(COLUMNS, Math.floor(((x - left) / (box.right - left)) * COLUMNS) + 1) };
  }

  show(place) {
    if (!place || !this.job) { this.hide(); return; }
    if (!this.ghost) {
      this.ghost = document.createElement("div");
      this.ghost.innerHTML = "<b></b><span></span>";
    }
    const width = Math.min(this.job.width, COLUMNS + 1 - place.column);
    const end = place.column > COLUMNS * 0.6 ? ["is-end"] : [];
    this.ghost.className = ["ax-job", "ax-job--ghost", ...end, ...cellClass(place.column, width)].join(" ");
    document.body.classList.add("is-placing");
    if (this.ghost.parentElement !== place.lane) place.lane.append(this.ghost);
    this.place = place;
    const key = `${place.lane.dataset.id}:${place.column}`;
    if (key === this.asked) return;
    this.asked = key;
    this.ghost.firstChild.textContent = new Date(this.instant(place)).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.ghost.lastChild.textContent = "";
    clearTimeout(this.soon);
    this.soon = setTimeout(async () => {
      const seen = await this.preview(place);
      if (seen && this.asked === key) this.say(seen);
    }, 120);
  }

  say(seen) {
    if (!this.ghost) return;
    this.ghost.classList.toggle("is-risk", seen.level === "risk");
    this.ghost.classList.toggle("is-late", seen.level === "late");
    this.ghost.firstChild.textContent = seen.text;
    this.ghost.lastChild.textContent = seen.problems.join(" ");
    document.querySelector("[data-board-said]").textContent = `${this.place.lane.dataset.name} ${seen.text} ${seen.problems.join(" ")}`;
  }

  hide() { document.body.classList.remove("is-placing"); this.ghost?.remove(); this.asked = ""; this.place = null; clearTimeout(this.soon); }

  instant(place) { return this.start + (place.column - 1) * this.step * MINUTE; }

  values(place, from) {
    const given = { from_at: from || new Date(this.instant(place)).toISOString(), seen: this.job.seen };
    given[place.lane.dataset.lane] = place.lane.dataset.id;
    return given;
  }

  async preview(place) {
    const asked = new URLSearchParams({ job: this.job.job, ...this.values(place) });
    try {
      const answer = await fetch(`${this.root.dataset.preview}?${asked}`, { credentials: "same-origin" });
      return answer.ok ? await answer.json() : null;
    } catch (error) { return null; }
  }

  async drop(place) {
    if (!place || !this.job) return;
    const seen = await this.preview(place);
    if (!seen) { showToast({ text: text("offline"), level: "late" }); return; }
    if (!seen.problems.length) { this.send(place); return; }
    this.ask(place, seen);
  }

  ask(place, seen) {
    const dialog = document.getElementById("ax-board-ask");
    dialog.querySelector("[data-text]").textContent = `${place.lane.dataset.name} ${seen.text}`;
    dialog.querySelector("[data-problems]").replaceChildren(...seen.problems.map((words) => {
      const line = document.createElement("li");
      line.textContent = words;
      return line;
    }));
    const better = dialog.querySelector("[data-better]");
    const anyway = dialog.querySelector("[data-anyway]");
    better.hidden = !seen.better;
    better.textContent = seen.betterText;
    anyway.hidden = !seen.possible;
    better.onclick = () => { dialog.close(); this.send(place, seen.better); };
    anyway.onclick = () => { dialog.close(); this.send(place); };
    dialog.showModal();
  }

  send(place, from) {
    const key = window.crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`;
    document.body.classList.remove("is-placing");
    const address = `/workshop/orders/${encodeURIComponent(this.job.number)}/jobs/${this.job.job}/drop/?${this.root.dataset.query}`;
    delete this.root.dataset.editing;
    window.htmx.ajax("POST", address, { target: "#board", swap: "outerHTML", values: { ...this.values(place, from), post_key: key, form_store: document.body.dataset.store || "" } });
  }

  // A job that is picked up follows the pointer, and the keys; Enter puts it down, Escape lets go.
  // One that has a place already begins there.
  follow(card) {
    this.pickUp(card);
    const lane = card.closest("[data-lane]");
    const column = Number(/(?:^| )ax-c(\d+)/.exec(card.className)?.[1]);
    this.home = this.lanes.includes(lane) && column ? { lane, column } : null;
    this.root.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") this.show(this.at(event.clientX, event.clientY)); });
    this.root.addEventListener("pointerleave", () => this.hide());
    this.root.addEventListener("click", (event) => {
      const place = this.at(event.clientX, event.clientY);
      if (!place || event.target.closest("[data-job]")) return;
      event.preventDefault();
      this.drop(place);
    });
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "application");
    this.root.focus({ preventScroll: true });
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.target !== this.root) return;
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (steps) {
      event.preventDefault();
      this.root.dataset.editing = "yes";
      const now = Math.floor((Date.now() - this.start) / MINUTE / this.step) + 2;
      const from = this.place || this.home || { lane: this.lanes[0], column: Math.min(Math.max(now, 1), COLUMNS) };
      const row = this.lanes.indexOf(from.lane) + (this.place ? steps[0] : 0);
      const column = this.place ? from.column + steps[1] : from.column;
      this.show({ lane: this.lanes[Math.min(Math.max(row, 0), this.lanes.length - 1)], column: Math.min(Math.max(column, 1), COLUMNS) });
    } else if (event.key === "Enter" && this.place) {
      event.preventDefault();
      this.drop(this.place);
    } else if (event.key === "Escape") {
      this.hide();
      delete this.root.dataset.editing;
    }
  }

  drags(list) {
    let pointer = null;
    const track = (event) => { pointer = event; this.show(this.at(event.clientX, event.clientY)); };
    window.Sortable.create(list, {
      group: { name: "board", pull: false, put: false }, sort: false, draggable: "[data-movable]",
      forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4, delay: 180, delayOnTouchOnly: true,
      onStart: (event) => {
        this.root.dataset.editing = "yes";
        this.pickUp(event.item);
        document.addEventListener("pointermove", track);
      },
      onMove: () => false,
      onEnd: () => {
        document.removeEventListener("pointermove", track);
        delete this.root.dataset.editing;
        const place = pointer && this.at(pointer.clientX, pointer.clientY);
        document.body.classList.remove("is-placing");
        if (place) this.drop(place); else this.hide();
        pointer = null;
      },
    });
  }

  tick() {
    const column = Math.floor((Date.now() - this.start) / MINUTE / this.step) + 1;
    if (column < 1 || column > COLUMNS) return;
    this.root.querySelectorAll("[data-now]").forEach((line) => {
      const words = line.querySelector("b");
      line.className = ["ax-now", ...cellClass(column, 1)].join(" ");
      if (words) words.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    });
  }
}

export function mount(root) {
  const board = new Board(root);
  const ticking = setInterval(() => { if (root.isConnected) board.tick(); else clearInterval(ticking); }, MINUTE);
  if (!("place" in root.dataset)) return;
  const picked = root.dataset.picked && board.card(root.dataset.picked);
  if (picked) board.follow(picked);
  if (!window.Sortable || window.matchMedia("(max-width: 767px)").matches) return;
  board.lanes.forEach((lane) => board.drags(lane));
  document.querySelectorAll("[data-unplaced]").forEach((list) => board.drags(list));
}
