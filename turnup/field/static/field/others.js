// The temporary modem: lent and taken back. And what keeps a visit from its end.

import { carriedVisit } from "./carried.js";
import { faultOf } from "./connect.js";
import { draft } from "./draft.js";
import { stamp, text, toast } from "./dom.js";
import { canScan, scanned } from "./pictures.js";
import { enqueue } from "./queue.js";
import { sync } from "./sync.js";

export async function modemPage(id) {
  const { me, visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const { steps, here } = visit;
  const lent = visit.modem ?? (steps.temporary_connection_made === "queued" && here.temporary_connection_made.said);
  const back = steps.temporary_connection_returned === "queued";
  const node = stamp(lent && !back ? "modem-back" : "modem-out", {
    back: `#/visit/${visit.id}`,
    lent: lent && text("modem_out", { serial: "", ...lent }),
    returned: back && text("modem_came_back"),
    can_scan: canScan(),
    fault: faultOf(visit, "temporary_connection_made"),
  });
  const form = node.querySelector("form");
  const kept = await draft(form, me.person, visit, lent ? "modem-back" : "modem-out");
  form.querySelector("[data-scan]")?.addEventListener("change", async (event) => {
    const code = await scanned(event.target.files[0]).catch(() => null);
    if (code) form.serial.value = code;
    else toast(text("no_code"), "warn");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await queueModem(visit, form, lent);
    await kept.done();
    location.hash = `#/visit/${visit.id}`;
    toast(text("queued"));
    sync();
  });
  return { node };
}

async function queueModem(visit, form, lent) {
  if (lent) {
    const condition = form.condition.value.trim() || null;
    await enqueue(visit, { kind: "step", step: "temporary_connection_returned", said: { condition } });
    return;
  }
  const said = {
    device: form.device.value.trim(),
    serial: form.serial.value.trim() || null,
    deposit: form.deposit.value.replace(",", ".").trim() || "0",
    temporary_connection: true,
  };
  const before = visit.here.temporary_connection_made;
  const amends = before?.outcome === "refused" ? before.id : null;
  await enqueue(visit, { kind: "step", step: "temporary_connection_made", said, amends });
}

export async function troublePage(id) {
  const { me, visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("trouble", { back: `#/visit/${visit.id}` });
  const form = node.querySelector("form");
  const kept = await draft(form, me.person, visit, "trouble");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const step = form.step.value;
    const said = form.reason.value.trim();
    if (!step || !said) return void toast(text(step ? "no_reason" : "no_choice"), "bad");
    const field = step.startsWith("visit_missed") ? "reason" : "found";
    await enqueue(visit, { kind: "step", step, said: { [field]: said } });
    await kept.done();
    location.hash = `#/visit/${visit.id}`;
    toast(text("queued"));
    sync();
  });
  return { node };
}
