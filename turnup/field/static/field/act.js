// The act of completed works: what was done and left, read by the customer, signed by both.

import { carriedVisit } from "./carried.js";
import { faultOf } from "./connect.js";
import { draft } from "./draft.js";
import { stamp, text, toast } from "./dom.js";
import { asSerial } from "./kit.js";
import { canScan, scanned } from "./pictures.js";
import { enqueue } from "./queue.js";
import { recall, remember } from "./store.js";
import { isDrawn, signatureField } from "./signature.js";
import { sync } from "./sync.js";

export async function actPage(id) {
  const { me, visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("act", {
    back: `#/visit/${visit.id}`,
    number: `№ ${visit.number}`,
    customer: visit.customer,
    address: visit.place.address,
    ip: visit.address?.ip,
    no_ip: !visit.address,
    name: me.name,
    fault: faultOf(visit, "act_signed"),
  });
  const form = node.querySelector("form");
  const devices = node.querySelector("[data-devices]");
  begin(form, devices, visit);
  const drawn = { customer: "", crew: (await recall(`pen:${me.person}`)) ?? "" };
  const kept = await draft(form, me.person, visit, "act", () => ({ customer: drawn.customer }));
  drawn.customer = kept.kept?.extra?.customer ?? "";
  node.querySelector("[data-add]").addEventListener("click", () => {
    addDevice(devices, { name: "", quantity: 1 }, visit);
    kept.save();
  });
  const ready = () => {
    for (const who of ["customer", "crew"]) {
      const field = form.querySelector(`[data-sign="${who}"]`);
      const pad = signatureField(field.querySelector("canvas"), drawn[who], (path) => {
        drawn[who] = path;
        kept.save();
      });
      field.querySelector("button").addEventListener("click", pad.clear);
    }
  };
  form.addEventListener("submit", (event) => submit(event, { me, visit, drawn, kept }));
  return { node, ready };
}

function begin(form, devices, visit) {
  const before = visit.here.act_signed?.said;
  form.works.value = before?.works ?? visit.act.works;
  form.signatory_name.value = before?.signatory_name ?? visit.act.signatory;
  form.signatory_post.value = before?.signatory_post ?? "";
  form.place.value = before?.place ?? visit.place.address;
  const rows = before?.equipment ?? visit.kit.filter((row) => row.is_device).flatMap(devicesOf);
  for (const device of rows) addDevice(devices, device, visit);
}

// A device with a number has a line of its own: first what is installed, then what was issued for
// this order and lies in the van, then blanks to be filled.
const MOST_LINES = 4;
function devicesOf(row) {
  const wanted = Math.ceil(Number(row.wanted));
  if (!row.serial) return wanted ? [{ name: row.name, quantity: wanted }] : [];
  const there = row.devices.filter((one) => one.installed);
  const lacking = Math.max(0, wanted - there.length);
  const own = row.devices.filter((one) => one.own && !one.installed).slice(0, lacking);
  const known = [...there, ...own].map(({ serial }) => ({ name: row.name, serial, quantity: 1 }));
  const blank = lacking - own.length;
  if (blank > MOST_LINES) return [...known, { name: row.name, quantity: blank }];
  return [...known, ...Array.from({ length: blank }, () => ({ name: row.name, quantity: 1 }))];
}

function addDevice(devices, device, visit) {
  const kit = visit.kit.find((one) => one.serial && one.name === device.name);
  const known = (kit?.devices ?? []).filter((one) => !one.installed || one.serial === device.serial);
  const part = stamp("device", {
    ...device,
    can_scan: canScan(),
    many: !kit,
    known: kit && known.map((one) => ({ key: one.serial, serial: one.serial })),
  });
  const row = part.querySelector(".device");
  row.addEventListener("input", () => judge(row, kit));
  row.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-chip]");
    if (chip) setSerial(row, chip.dataset.key);
  });
  judge(row, kit);
  row.querySelector("[data-remove]").addEventListener("click", () => {
    row.remove();
    devices.dispatchEvent(new Event("input", { bubbles: true }));
  });
  row.querySelector("[data-scan]")?.addEventListener("change", (event) => scan(event, row));
  devices.append(part);
}

function setSerial(row, serial) {
  const field = row.querySelector('[name="serial"]');
  field.value = serial;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// A number that the van's books do not have is said at once; the act may be signed all the same.
function judge(row, kit) {
  const serial = asSerial(row.querySelector('[name="serial"]').value);
  const strange = serial && kit?.kept && !kit.devices.some((one) => one.serial === serial);
  row.querySelector("[data-known]").textContent = strange ? text("unknown_serial") : "";
  for (const chip of row.querySelectorAll("[data-chip]"))
    chip.setAttribute("aria-pressed", String(chip.dataset.key === serial));
}

async function scan(event, row) {
  const [file] = event.target.files;
  event.target.value = "";
  const code = file && (await scanned(file).catch(() => null));
  if (!code) return toast(text("no_code"), "warn");
  setSerial(row, code);
  toast(text("code_read", { code }));
}

function equipmentOf(form) {
  return [...form.querySelectorAll(".device")]
    .map((row) => ({
      name: row.querySelector('[name="device"]').value.trim(),
      serial: asSerial(row.querySelector('[name="serial"]').value) || null,
      quantity: Number(row.querySelector('[name="quantity"]')?.value) || 1,
    }))
    .filter((one) => one.name || one.serial)
    .map((one) => ({ ...one, name: one.name || text("device") }));
}

function problemOf(form, drawn) {
  if (!form.works.value.trim()) return ["no_works", form.works];
  if (!form.signatory_name.value.trim()) return ["no_name", form.signatory_name];
  const serials = equipmentOf(form).map((one) => one.serial).filter(Boolean);
  if (new Set(serials).size < serials.length) return ["serial_twice", form.querySelector("[data-devices]")];
  if (!isDrawn(drawn.customer)) return ["no_customer_signature", form.querySelector('[data-sign="customer"]')];
  if (!isDrawn(drawn.crew)) return ["no_crew_signature", form.querySelector('[data-sign="crew"]')];
  return null;
}

async function submit(event, { me, visit, drawn, kept }) {
  event.preventDefault();
  const form = event.target;
  const problem = problemOf(form, drawn);
  if (problem) {
    toast(text(problem[0]), "bad");
    problem[1].scrollIntoView({ block: "center" });
    return;
  }
  const said = {
    works: form.works.value.trim(),
    signatory_name: form.signatory_name.value.trim(),
    place: form.place.value.trim() || null,
    equipment: equipmentOf(form),
    customer_signature: drawn.customer,
    crew_signature: drawn.crew,
  };
  if (form.signatory_post.value.trim()) said.signatory_post = form.signatory_post.value.trim();
  const before = visit.here.act_signed;
  const amends = before?.outcome === "refused" ? before.id : null;
  await enqueue(visit, { kind: "step", step: "act_signed", said, amends });
  await remember(`pen:${me.person}`, drawn.crew);
  await kept.done();
  location.hash = `#/visit/${visit.id}`;
  toast(text("act_queued"));
  sync();
}
