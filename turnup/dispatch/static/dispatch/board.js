// The board: a visit or a waiting order is dragged to another crew and day, with marks where it
// fits; whatever can be dragged is also a link, which opens the order's slots in a dialog.

const dialog = document.getElementById("dp-dialog");
const body = document.getElementById("dp-dialog-body");
const plan = () => document.getElementById("plan");
let dragged = null; // {order, agreed, fits, minutes}

// ------------------------------------------------------------------ the dialog
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-place]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.dataset.place);
  }
  if (event.target.closest("[data-close-dialog]")) dialog.close();
});

document.body.addEventListener("plan-changed", () => dialog.open && dialog.close());

async function open(order, wish = {}) {
  const query = new URLSearchParams(wish);
  await htmx.ajax("GET", `/orders/${order}/slots?${query}`, { target: body, swap: "innerHTML" });
  if (Object.keys(wish).length) body.querySelector(".dp-own")?.setAttribute("open", "");
  if (!dialog.open) dialog.showModal();
}

// ------------------------------------------------------------------ dragging
document.addEventListener("dragstart", async (event) => {
  const chip = event.target.closest?.("[data-order]");
  if (!chip || plan().dataset.mayPlan !== "yes") return;
  event.dataTransfer.setData("text/plain", `№ ${chip.dataset.order}`);
  event.dataTransfer.effectAllowed = "move";
  chip.classList.add("dp-dragging");
  const query = new URL(plan().dataset.query, location.href).search;
  const asked = fetch(`/orders/${chip.dataset.order}/slots/fits${query}`);
  const one = { order: chip.dataset.order, agreed: chip.dataset.agreed === "yes", chip, fits: null };
  one.ready = asked.then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
  dragged = one;
  one.fits = await one.ready;
  if (dragged !== one) return;
  for (const cell of document.querySelectorAll("[data-cell]")) mark(cell, one.fits[cell.dataset.cell]);
});

document.addEventListener("dragend", () => {
  dragged?.chip.classList.remove("dp-dragging");
  dragged = null;
  for (const cell of document.querySelectorAll("[data-fit]")) cell.removeAttribute("data-fit");
  for (const cell of document.querySelectorAll(".dp-over")) cell.classList.remove("dp-over");
  for (const ghost of document.querySelectorAll(".dp-ghost")) ghost.hidden = true;
});

// What a whole day offers: its first good time, else its first possible one, else nothing.
function bestOf(times) {
  return times?.find((one) => one.good) ?? times?.find((one) => !one.hard) ?? null;
}

function mark(cell, times) {
  const best = bestOf(times);
  const fault = times?.[0]?.why[0] ?? "";
  cell.dataset.fit = best ? (best.good ? "good" : "warn") : "bad";
  const way = best?.before ? ` · ${best.before}′` : "";
  const text = cell.querySelector(".dp-fit");
  if (text) text.textContent = best ? best.at + way + (best.good ? "" : ` ${best.why[0]}`) : fault;
}

document.addEventListener("dragover", (event) => {
  const place = dragged && event.target.closest?.("[data-cell], [data-lane]");
  if (!place) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  if (place.dataset.lane) ghost(place, event.clientX);
  else if (!place.classList.contains("dp-over")) {
    document.querySelector(".dp-over")?.classList.remove("dp-over");
    place.classList.add("dp-over");
  }
});

// In the day view the half hour under the pointer counts, and its verdict is shown where it lies.
function under(lane, x) {
  const box = lane.getBoundingClientRect();
  const half = Math.max(0, Math.floor(((x - box.left) / box.width) * 28));
  const hour = 7 + Math.floor(half / 2);
  return { at: `${String(hour).padStart(2, "0")}:${half % 2 ? "30" : "00"}`, column: half * 2 + 1 };
}

function ghost(lane, x) {
  for (const other of document.querySelectorAll(".dp-ghost")) {
    if (other.parentElement !== lane) other.hidden = true;
  }
  const { at, column } = under(lane, x);
  const verdict = dragged.fits?.[lane.dataset.lane]?.find((one) => one.at === at);
  const shown = lane.querySelector(".dp-ghost");
  shown.hidden = false;
  shown.dataset.s = column;
  shown.dataset.l = dragged.chip.dataset.l ?? 8;
  shown.dataset.fit = verdict ? (verdict.good ? "good" : verdict.hard ? "bad" : "warn") : "bad";
  const way = verdict?.before ? ` · ${verdict.before}′` : "";
  shown.textContent = `${at}${way} ${verdict?.why[0] ?? ""}`;
}

document.addEventListener("drop", async (event) => {
  const place = dragged && event.target.closest?.("[data-cell], [data-lane]");
  if (!place) return;
  event.preventDefault();
  const { order, agreed, ready } = dragged; // a quick hand may be here before the verdicts are
  const x = event.clientX;
  const times = (await ready)[place.dataset.cell ?? place.dataset.lane];
  const at = place.dataset.lane ? under(place, x).at : bestOf(times)?.at;
  const verdict = times?.find((one) => one.at === at);
  const wish = { crew: place.dataset.crew, day: place.dataset.day, ...(at ? { at } : {}) };
  if (agreed || !verdict?.good) open(order, wish); // a person has to say why, or to choose
  else put(order, wish);
});

// A time with nothing against it, not agreed yet: it is set at once, as the form would.
async function put(order, wish) {
  await htmx.ajax("POST", `/orders/${order}/visit`, { values: wish, swap: "none", target: "#plan" });
}
