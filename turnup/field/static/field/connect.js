// "Connected": port and readings with their limits; what is out of the usual is marked at once.

import { carriedVisit } from "./carried.js";
import { draft } from "./draft.js";
import { stamp, text, toast } from "./dom.js";
import { enqueue } from "./queue.js";
import { sync } from "./sync.js";

export async function connectPage(id) {
  const { me, visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("connect", {
    back: `#/visit/${visit.id}`,
    readings: visit.readings.map((one) => ({ ...one, key: one.code, name: `${one.title}${one.unit && `, ${one.unit}`}` })),
    fault: faultOf(visit),
  });
  const form = node.querySelector("form");
  for (const field of form.querySelectorAll("[data-reading]")) {
    const reading = visit.readings.find((one) => one.code === field.dataset.key);
    field.name = `reading.${reading.code}`;
    field.addEventListener("input", () => judge(field, reading));
  }
  const kept = await draft(form, me.person, visit, "connect");
  for (const field of form.querySelectorAll("[data-reading]"))
    judge(field, visit.readings.find((one) => one.code === field.dataset.key));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = read(form, visit);
    if (!said) return;
    const amends = visit.here.line_connected?.outcome === "refused" ? visit.here.line_connected.id : null;
    await enqueue(visit, { kind: "step", step: "line_connected", said, amends });
    await kept.done();
    location.hash = `#/visit/${visit.id}`;
    toast(text("queued"));
    sync();
  });
  return { node };
}

export function faultOf(visit, step = "line_connected") {
  const item = visit.here[step];
  if (item?.outcome !== "refused") return "";
  const told = item.problem?.errors?.map((one) => `${one.fault} ${one.mend}`.trim()).join(" ");
  return told || item.problem?.detail;
}

const number = (typed) => Number(typed.replace(",", ".").replace("−", "-").trim());

function judge(field, reading) {
  const typed = field.value.trim();
  const value = number(typed);
  const note = field.closest(".row").querySelector("[data-note]");
  const impossible = typed && !(value >= reading.low && value <= reading.high);
  const out =
    typed &&
    ((reading.least !== null && value < reading.least) || (reading.most !== null && value > reading.most));
  field.closest(".row").dataset.tone = impossible ? "bad" : out ? "warn" : typed ? "good" : "";
  note.textContent = impossible
    ? text("impossible", reading)
    : out
      ? text("out", reading)
      : reading.limit && text("usual", reading);
  field.setCustomValidity(impossible ? text("impossible", reading) : "");
}

function read(form, visit) {
  if (!form.reportValidity()) return null;
  const readings = {};
  for (const { code } of visit.readings) {
    const typed = form.elements[`reading.${code}`].value.trim();
    if (typed) readings[code] = String(number(typed));
  }
  const said = { readings };
  if (form.port.value.trim()) said.port = form.port.value.trim();
  if (form.note.value.trim()) said.note = form.note.value.trim();
  return said;
}
