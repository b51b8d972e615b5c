// The kit of a visit: what was put in, by number or by measure, and what went back into the van.

import { carriedVisit } from "./carried.js";
import { keepTyped, stamp, text, toast, words } from "./dom.js";
import { canScan, scanned } from "./pictures.js";
import { enqueue } from "./queue.js";
import { sync } from "./sync.js";

export async function kitPage(id) {
  const { visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("kit", { back: `#/visit/${visit.id}`, empty: !visit.kit.length });
  const list = node.querySelector("[data-kit]");
  const draw = async () => fill(list, (await carriedVisit(id)).visit ?? visit);
  fill(list, visit);
  list.addEventListener("click", (event) => tapped(event, visit, draw));
  list.addEventListener("submit", (event) => typed(event, visit, draw));
  list.addEventListener("change", (event) => read(event));
  const again = () => list.querySelector("input:focus") || draw();
  addEventListener("queue-changed", again);
  return { node, leave: () => removeEventListener("queue-changed", again) };
}

function fill(list, visit) {
  const fresh = document.createDocumentFragment();
  fresh.append(...visit.kit.map((row) => stamp("kit-row", shown(row))));
  keepTyped(list, fresh);
  list.replaceChildren(fresh);
}

function shown(row) {
  return {
    ...row,
    key: row.code,
    told: toldOf(row),
    lacks: Number(row.short) > 0 && text("kit_short", { count: figure(row.short), unit: row.unit }),
    by_number: row.kept && row.serial,
    by_measure: row.kept && !row.serial,
    uncounted: !row.kept && text("kit_uncounted"),
    can_scan: canScan(),
    devices: row.devices.filter(first).map(deviceShown),
    others: row.devices.filter((one) => !first(one)).map(deviceShown),
  };
}

// Those of this order come first; what else of the kind lies in the van is folded.
const first = (one) => one.own || one.installed || one.typed || one.trouble;

// "Needed 2 pcs · in the van 1 · at the warehouse 1 · installed 0"
export function toldOf(row) {
  const parts = Number(row.wanted) ? [text("kit_wanted", { count: figure(row.wanted), unit: row.unit })] : [];
  if (!row.kept) return parts.join("");
  for (const key of ["in_van", "elsewhere", "installed"])
    if (key === "installed" || Number(row[key])) parts.push(text(`kit_${key}`, { count: figure(row[key]) }));
  return parts.join(" · ");
}

export const figure = (quantity) => Number(quantity).toLocaleString(words.language);

function deviceShown(one) {
  const state = one.trouble
    ? "device_trouble"
    : one.installed
      ? one.queued
        ? "device_queued"
        : "device_installed"
      : one.own
        ? "device_own"
        : "device_in_van";
  return {
    ...one,
    key: one.serial,
    state: text(state),
    tone: one.trouble ? "warn" : one.installed ? "good" : "",
    may_install: !one.installed,
    may_take_back: one.installed && !one.trouble,
  };
}

async function tapped(event, visit, draw) {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const code = button.closest("[data-row]").dataset.key;
  await queued(visit, { what: button.dataset.move, serial: button.dataset.key, code });
  await draw();
}

async function typed(event, visit, draw) {
  event.preventDefault();
  const form = event.target;
  const row = visit.kit.find((one) => one.code === form.closest("[data-row]").dataset.key);
  const what = event.submitter?.value || "installed";
  const said = form.serial ? serialOf(form, row) : measureOf(form, row);
  if (!said) return;
  form.reset();
  await queued(visit, { what, code: row.code, ...said });
  await draw();
}

// Numbers are kept as the books write them: in capitals, without outer spaces.
export const asSerial = (value) => value.trim().replace(/\s+/g, " ").toUpperCase();

function serialOf(form, row) {
  const serial = asSerial(form.serial.value);
  if (!serial) return void toast(text("no_serial"), "bad");
  if (!row.devices.some((one) => one.serial === serial)) toast(text("unknown_serial"), "warn");
  return { serial };
}

function measureOf(form, row) {
  const quantity = Number(form.quantity.value.replace(",", ".").trim());
  if (!(quantity > 0)) return void toast(text("no_quantity"), "bad");
  return { quantity: String(Math.round(quantity * 1000) / 1000), name: row.title };
}

async function queued(visit, said) {
  await enqueue(visit, { kind: "goods", said });
  sync();
}

async function read(event) {
  if (!event.target.matches("[data-scan]")) return;
  const [file] = event.target.files;
  const form = event.target.form;
  event.target.value = "";
  const code = file && (await scanned(file).catch(() => null));
  if (!code) return toast(text("no_code"), "warn");
  form.serial.value = code;
  toast(text("code_read", { code }));
}
