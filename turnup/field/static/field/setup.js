// Setting up together with support: one checklist on both screens, the address shown, the speed.

import { carriedVisit } from "./carried.js";
import { faultOf } from "./connect.js";
import { draft } from "./draft.js";
import { clock, stamp, text, toast, words } from "./dom.js";
import { enqueue } from "./queue.js";
import { get, put } from "./store.js";
import { fetchTicks, sync } from "./sync.js";

const EVERY = 4000;
const DEMANDED = ["address_set", "internet_works", "customer_shown"];

export async function setUpPage(id) {
  const { me, visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("setup", {
    back: `#/visit/${visit.id}`,
    ip: visit.address?.ip,
    mask: visit.address?.mask,
    gateway: visit.address?.gateway,
    fault: faultOf(visit, "line_set_up"),
  });
  const form = node.querySelector("form");
  const list = node.querySelector("[data-points]");
  const kept = await draft(form, me.person, visit, "setup");
  draw(list, visit);
  list.addEventListener("change", (event) => tick(visit.id, event.target, list));
  form.addEventListener("submit", (event) => submit(event, visit.id, kept));
  const timer = setInterval(() => document.hidden || look(me, visit, list), EVERY);
  look(me, visit, list);
  return { node, leave: () => clearInterval(timer) };
}

function draw(list, visit) {
  const rows = words.points.map((point) => {
    const there = visit.ticks[point.code];
    const by = there?.mine ? text("by_you", { at: clock(there.at) }) : there && `${there.by}, ${clock(there.at)}`;
    return { ...point, key: point.code, done: there?.done, whose: there ? by : text(point.side) };
  });
  list.replaceChildren(...rows.map((row) => {
    const part = stamp("point", row);
    part.querySelector("input").checked = Boolean(row.done);
    return part;
  }));
}

async function tick(id, box, list) {
  const { visit } = await carriedVisit(id);
  await enqueue(visit, { kind: "tick", said: { point: box.dataset.key, done: box.checked } });
  draw(list, (await carriedVisit(id)).visit);
  sync();
}

// Support's ticks as they are now; without network the page stays as it is.
async function look(me, visit, list) {
  const told = await fetchTicks([visit.order]).catch(() => null);
  if (!told?.[visit.order]) return;
  const day = await get("days", me.person);
  const there = day?.visits.find((one) => one.id === visit.id);
  if (!there) return;
  there.ticks = told[visit.order];
  await put("days", day);
  draw(list, (await carriedVisit(visit.id)).visit);
}

async function submit(event, id, kept) {
  event.preventDefault();
  const form = event.target;
  const { visit } = await carriedVisit(id);
  const lacking = words.points.filter((one) => DEMANDED.includes(one.code) && !visit.ticks[one.code]?.done);
  if (lacking.length) {
    toast(text("lacking", { points: lacking.map((one) => one.title).join("; ") }), "bad");
    return;
  }
  const said = Object.fromEntries(DEMANDED.map((code) => [code, true]));
  for (const way of ["down", "up"]) {
    const typed = form[way].value.replace(",", ".").trim();
    if (typed) said[`speed_${way}_kbit`] = Math.round(Number(typed) * 1000);
  }
  if (form.note.value.trim()) said.note = form.note.value.trim();
  const amends = visit.here.line_set_up?.outcome === "refused" ? visit.here.line_set_up.id : null;
  await enqueue(visit, { kind: "step", step: "line_set_up", said, amends });
  await kept.done();
  location.hash = `#/visit/${visit.id}`;
  toast(text("queued"));
  sync();
}
