// A sheet to draw on with finger, pen or mouse; what is drawn becomes a picture of the survey.

import { send } from "./survey.js";

const STEP = 50; // of the grid, in the sheet's pixels
const canvas = document.querySelector("[data-sketch]");
const strokes = [];
let drawing = null;

function spot(event) {
  const box = canvas.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * canvas.width) / box.width,
    ((event.clientY - box.top) * canvas.height) / box.height,
  ];
}

function paint() {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = "#dfe4ec";
  pen.lineWidth = 1;
  pen.beginPath();
  for (let x = STEP; x < canvas.width; x += STEP) pen.rect(x, -1, 0, canvas.height + 2);
  for (let y = STEP; y < canvas.height; y += STEP) pen.rect(-1, y, canvas.width + 2, 0);
  pen.stroke();
  pen.strokeStyle = "#17202e";
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(...stroke[0]);
    for (const point of stroke.length > 1 ? stroke.slice(1) : stroke) pen.lineTo(...point);
    pen.stroke();
  }
}

if (canvas) {
  paint();
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = [spot(event)];
    strokes.push(drawing);
    paint();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    drawing.push(spot(event));
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => (drawing = null));
  }
  const on = (name, act) => document.querySelector(`[data-sketch-${name}]`).addEventListener("click", act);
  on("undo", () => {
    strokes.pop();
    paint();
  });
  on("clear", () => {
    strokes.length = 0;
    paint();
  });
  on("keep", () => {
    if (!strokes.length) return;
    canvas.toBlob(async (blob) => {
      await send(blob, "sketch.png", "sketch");
      strokes.length = 0;
      paint();
      canvas.closest("dialog").close();
    }, "image/png");
  });
}
