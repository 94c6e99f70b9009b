// Chinese plates: cells over the real input, province keyboard first, no I and O, eighth cell for new energy.
import { text } from "./texts.js";

const PROVINCES = [..."京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"];
const LETTERS = [..."QWERTYUPASDFGHJKLZXCVBNM"];
const LENGTH = 8;

const bare = (value) => [...value.toUpperCase().replace(/[^\p{Script=Han}A-Z0-9]/gu, "")].filter((c) => c !== "I" && c !== "O").slice(0, LENGTH);
const shown = (cells) => (cells.length > 2 ? `${cells.slice(0, 2).join("")}·${cells.slice(2).join("")}` : cells.join(""));

function drawCells(box, cells, active) {
  box.replaceChildren();
  for (let index = 0; index < LENGTH; index += 1) {
    if (index === 2) { const dot = document.createElement("i"); dot.className = "dot"; dot.textContent = "·"; box.append(dot); }
    const cell = document.createElement("i");
    cell.textContent = cells[index] || (index === LENGTH - 1 ? text("newEnergy") : "");
    if (index === LENGTH - 1 && !cells[index]) cell.className = "nev";
    if (active && index === Math.min(cells.length, LENGTH - 1)) cell.classList.add("on");
    box.append(cell);
  }
}

function keysFor(cells, province) {
  if (!cells.length) return [province, ...PROVINCES.filter((one) => one !== province)].filter(Boolean);
  const figures = cells.length === 1 ? [] : [..."1234567890"];
  return [...figures, ...LETTERS, ...(cells.length >= 5 ? ["学", "警", "挂"] : [])];
}

export function mount(root) {
  const input = root.querySelector("input");
  const box = root.querySelector("[data-cells]");
  const keyboard = root.querySelector("[data-keyboard]");
  const byTouch = window.matchMedia("(pointer: coarse)").matches;
  root.classList.add("is-on");
  if (byTouch) input.setAttribute("inputmode", "none");

  function set(cells) {
    input.value = shown(cells);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function draw() {
    const cells = bare(input.value);
    const active = root.contains(document.activeElement);
    drawCells(box, cells, active);
    keyboard.hidden = !(byTouch && active);
    document.body.classList.toggle("ax-typing", !keyboard.hidden);
    if (keyboard.hidden) return;
    const keys = keysFor(cells, root.dataset.province).map((key) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.addEventListener("click", () => { set([...bare(input.value), key].slice(0, LENGTH)); input.focus(); });
      return button;
    });
    const erase = document.createElement("button");
    erase.type = "button";
    erase.className = "wide";
    erase.textContent = text("delete");
    erase.addEventListener("click", () => { set(bare(input.value).slice(0, -1)); input.focus(); });
    keyboard.replaceChildren(...keys, erase);
  }
  function tidy() {
    const neat = shown(bare(input.value));
    if (neat !== input.value) input.value = neat;
    draw();
  }
  // pressing a key of the keyboard must not take the focus from the input
  keyboard.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("input", (event) => { if (event.isComposing) draw(); else tidy(); });
  input.addEventListener("compositionend", tidy);
  root.addEventListener("focusin", () => { draw(); setTimeout(() => { if (!keyboard.hidden) root.scrollIntoView({ block: "center" }); }, 50); });
  root.addEventListener("focusout", () => setTimeout(draw));
  input.addEventListener("change", () => {
    const length = bare(input.value).length;
    input.setCustomValidity(length && length < 7 ? text("plateWrong") : "");
  });
  draw();
}
