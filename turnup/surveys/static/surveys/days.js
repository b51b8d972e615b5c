// Moving a survey on the board: by drag, and by Alt with an arrow. Both post to the same address as
// the form of a choice, and take the board that comes back. A day that is set asks for its reason
// first: the form opens with the place chosen.

const board = () => document.querySelector("#board[data-plan]");

async function move(order, place) {
  const body = new URLSearchParams({ order, place });
  const answer = await fetch(board().dataset.placeUrl, {
    method: "POST",
    body,
    headers: {
      "HX-Request": "true",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "",
    },
  });
  if (!answer.ok) return failed();
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = drawn.querySelector("#board");
  if (!fresh) return failed();
  board().replaceWith(fresh);
  window.htmx?.process(fresh);
  const card = document.getElementById(`card-${order}`);
  card?.focus();
  card?.scrollIntoView({ block: "nearest" });
}

function go(card, place) {
  if (card.dataset.kind === "set") ask(card, place);
  else move(card.dataset.order, place);
}

async function ask(card, place) {
  const url = `${card.querySelector(".sv-move").href}?place=${encodeURIComponent(place)}`;
  await window.htmx.ajax("GET", url, { target: "#move-form" });
  dialog().showModal();
}

const dialog = () => document.querySelector("#move-dialog");

// The form's answer is the board, and then the dialog is done with; a refusal stays in it.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "board") return;
  dialog().close();
  const order = event.detail.requestConfig.parameters?.order;
  if (order) document.getElementById(`card-${order}`)?.focus();
});

function failed() {
  document.dispatchEvent(
    new CustomEvent("toast", { detail: { text: document.body.dataset.failedText, tone: "bad" } }),
  );
}

// ------------------------------------------------------------------ by drag
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = board() && event.target.closest?.(".sv-card[draggable=true]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.order);
  dragged.dataset.dragged = "";
});
document.addEventListener("dragover", (event) => {
  const cell = dragged && event.target.closest?.("[data-cell]");
  mark(cell);
  if (cell) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const cell = dragged && event.target.closest?.("[data-cell]");
  if (!cell) return;
  event.preventDefault();
  if (!cell.contains(dragged)) go(dragged, cell.dataset.cell);
});
document.addEventListener("dragend", () => {
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
  mark(null);
});

function mark(cell) {
  for (const one of document.querySelectorAll("[data-cell][data-target]")) {
    if (one !== cell) delete one.dataset.target;
  }
  if (cell) cell.dataset.target = "";
}

// ------------------------------------------------------------------ by keyboard
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const card = board() && event.target.closest?.(".sv-card[draggable=true]");
  if (!card || event.target !== card) return;
  if (event.key === "Enter") {
    event.preventDefault();
    card.querySelector(".sv-move").click();
  }
  const step = event.altKey && STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const cell = neighbour(card.closest("[data-cell]"), ...step);
  if (cell) go(card, cell.dataset.cell);
});

// Days for urgent surveys alone are passed over: the choice of day leads there.
function neighbour(cell, down, along) {
  const days = [...document.querySelectorAll(".sv-day:not([data-urgent-only])")];
  const day = days.indexOf(cell.closest(".sv-day"));
  const column = [...cell.parentElement.children].indexOf(cell);
  const cells = days[day + down]?.querySelectorAll("[data-cell]");
  return cells?.[column + along] ?? null;
}
