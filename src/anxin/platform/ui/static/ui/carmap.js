// Damage marks: choose a type, tap the car (or choose a place from the list); rows and JSON follow.
import { text } from "./texts.js";

const WIDTH = 400;
const HEIGHT = 206;
const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, content = "") {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.textContent = content;
  return element;
}

function zonesOf(root) {
  const list = root.querySelector("[data-zone]");
  return list ? [...list.options].map((one) => ({ code: one.value, label: one.textContent, x: Number(one.dataset.x), y: Number(one.dataset.y) })) : [];
}

export function mount(root) {
  const output = root.querySelector("[data-output]");
  const picture = root.querySelector("[data-picture]");
  const list = root.querySelector("[data-marks]");
  const template = root.querySelector("[data-row]");
  const zones = zonesOf(root);
  const readonly = root.hasAttribute("data-readonly");
  const kindLabels = Object.fromEntries([...root.querySelectorAll("[data-kinds] input")].map((one) => [one.value, one.dataset.label]));
  let marks = [];

  const zoneLabel = (mark) => mark.zone_label || zones.find((zone) => zone.code === mark.zone)?.label || "";
  const nearest = (x, y) => zones.reduce((best, zone) => (Math.hypot(zone.x - x, zone.y - y) < Math.hypot(best.x - x, best.y - y) ? zone : best));

  function save() {
    output.value = JSON.stringify(marks);
    output.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function drawPins() {
    const pins = root.querySelector("[data-pins]");
    pins.replaceChildren(...marks.flatMap((mark, index) => {
      const [cx, cy] = [mark.x * WIDTH, mark.y * HEIGHT];
      return [shape("circle", { class: "hit", cx, cy, r: 19 }), shape("circle", { class: "pin", cx, cy, r: 11 }), shape("text", { class: "pint", x: cx, y: cy + 5 }, String(index + 1))];
    }));
  }
  function rowOf(mark, index) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector(".ax-pin").textContent = index + 1;
    row.querySelector("[data-title]").textContent = [zoneLabel(mark), mark.kind_label || kindLabels[mark.kind]].filter(Boolean).join(" · ");
    const note = row.querySelector("[data-note]");
    if (readonly) { note.textContent = mark.note || ""; return row; }
    note.value = mark.note || "";
    note.addEventListener("input", () => { mark.note = note.value; save(); });
    const remove = row.querySelector("[data-remove]");
    remove.setAttribute("aria-label", text("damageRemove", { n: index + 1 }));
    remove.addEventListener("click", () => { marks.splice(index, 1); save(); draw(); });
    return row;
  }
  function draw() {
    drawPins();
    list.replaceChildren(...marks.map(rowOf));
  }
  function add(x, y, zone) {
    const kind = root.querySelector("[data-kinds] input:checked")?.value || "other";
    marks.push({ kind, zone: zone.code, x: Number(x.toFixed(3)), y: Number(y.toFixed(3)), note: "" });
    save();
    draw();
  }
  function restore() {
    try { marks = JSON.parse(output.value || "[]"); } catch (error) { marks = []; }
    draw();
  }

  output.addEventListener("ax:restored", restore);
  restore();
  if (readonly) return;
  root.querySelector("[data-by-list]").hidden = false;
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    add(x, y, nearest(x, y));
  });
  root.querySelector("[data-add]").addEventListener("click", () => {
    const zone = zones[root.querySelector("[data-zone]").selectedIndex];
    add(zone.x, zone.y, zone);
  });
}
