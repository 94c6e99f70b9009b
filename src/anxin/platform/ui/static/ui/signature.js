// A signature by finger or mouse: PNG data goes into the hidden field. Typing the name stays possible.
const MARGIN_MS = 200;

function fit(canvas, pad) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const strokes = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.fromData(strokes);
}

export async function mount(root) {
  const canvas = root.querySelector("[data-pad]");
  const output = root.querySelector("[data-output]");
  const clear = root.querySelector("[data-clear]");
  let SignaturePad;
  try { SignaturePad = (await import("../vendor/signature_pad.js")).default; } catch (error) { return; }
  canvas.hidden = false;
  clear.hidden = false;
  root.querySelector("[data-typed]").open = false;
  const pad = new SignaturePad(canvas, { penColor: "#16263e", minWidth: 1, maxWidth: 3 });
  fit(canvas, pad);
  let timer = 0;
  window.addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(() => fit(canvas, pad), MARGIN_MS); });
  pad.addEventListener("endStroke", () => {
    output.value = pad.isEmpty() ? "" : canvas.toDataURL("image/png");
    root.dispatchEvent(new CustomEvent("ax:signed", { bubbles: true }));
  });
  clear.addEventListener("click", () => { pad.clear(); output.value = ""; });
}
