// A field to sign in: pointer strokes become an SVG path in a box of 600 × 200, as the server reads
// it. Points nearer than three units to the last are left out: a finger makes many.

const WIDTH = 600;
const HEIGHT = 200;
const NEAR = 3;
const LONGEST = 15_000;

export function signatureField(canvas, given = "", changed = () => {}) {
  const pen = canvas.getContext("2d");
  let strokes = read(given);
  let stroke = null;
  canvas.width = WIDTH * 2;
  canvas.height = HEIGHT * 2;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * WIDTH);
    const y = Math.round(((event.clientY - box.top) / box.height) * HEIGHT);
    return [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)];
  };

  function draw() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 8;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.beginPath();
    for (const points of strokes)
      points.forEach(([x, y], nth) => pen[nth ? "lineTo" : "moveTo"](x * 2, y * 2));
    pen.stroke();
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    strokes.push((stroke = [place(event)]));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = place(one);
      const [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= NEAR) stroke.push([x, y]);
    }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      if (!stroke) return;
      stroke = null;
      changed(path());
    });

  function path() {
    let kept = strokes;
    let text = written(kept);
    while (text.length > LONGEST) {
      kept = kept.map((points) => points.filter((_, nth) => nth % 2 === 0));
      text = written(kept);
    }
    return text;
  }

  draw();
  return {
    path,
    clear() {
      strokes = [];
      draw();
      changed("");
    },
  };
}

export function isDrawn(path) {
  const points = [...(path ?? "").matchAll(/(\d+) (\d+)/g)].map((hit) => [+hit[1], +hit[2]]);
  if (points.length < 8) return false;
  const span = (axis) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  return span(0) + span(1) >= 40;
}

const written = (strokes) =>
  strokes.map((points) => points.map(([x, y], nth) => `${nth ? "L" : "M"}${x} ${y}`).join("")).join("");

const read = (path) =>
  path
    .split("M")
    .filter(Boolean)
    .map((part) => part.split("L").map((pair) => pair.split(" ").map(Number)));
