// What the phone carries of a visit: what the server said, and over it what is queued here.

import { itemsOf, photosOf } from "./queue.js";
import { get, recall } from "./store.js";

export async function carried() {
  const me = await recall("me");
  if (!me) return { me: null, visits: [], items: [], photos: [], at: null };
  const day = await get("days", me.person);
  const items = await itemsOf(me.person);
  const photos = await photosOf(me.person);
  const visits = (day?.visits ?? []).map((visit) => ({ ...visit, ...over(visit, items, photos) }));
  return { me, visits, items, photos, at: day?.at };
}

export async function carriedVisit(id) {
  const all = await carried();
  return { ...all, visit: all.visits.find((one) => one.id === Number(id)) };
}

function over(visit, items, photos) {
  const mine = items.filter((one) => one.order === visit.order && !one.settled);
  const steps = { ...visit.steps };
  const here = {};
  for (const item of mine.filter((one) => one.kind === "step")) {
    here[item.step] = item;
    if (item.outcome === "refused" || item.outcome === "conflict") steps[item.step] = "trouble";
    else if (steps[item.step] !== "done") steps[item.step] = item.outcome === "done" ? "done" : "queued";
  }
  const marks = {};
  for (const item of mine.filter((one) => one.kind === "mark")) marks[item.said.mark] = item.at;
  return { steps, here, marks, kit: moved(visit.kit ?? [], mine), ticks: ticked(visit.ticks, mine), photos: photos.filter((one) => one.order === visit.order) };
}

// The kit with what this phone moved and the books do not show yet, or do not have.
function moved(kit, items) {
  const rows = kit.map((row) => ({ ...row, devices: (row.devices ?? []).map((one) => ({ ...one })) }));
  for (const { said, sent, outcome } of items.filter((one) => one.kind === "goods")) {
    if (sent && outcome === "done") continue;
    const row = rows.find((one) => one.devices.some((two) => two.serial === said.serial)) ??
      rows.find((one) => one.code === said.code);
    if (!row) continue;
    const there = said.what === "installed";
    if (said.serial) noted(row, said.serial, there, sent);
    else if (!sent) row.installed = String(Number(row.installed) + (there ? 1 : -1) * Number(said.quantity));
  }
  return rows;
}

function noted(row, serial, installed, sent) {
  let device = row.devices.find((one) => one.serial === serial);
  if (!device) row.devices.push((device = { serial, installed: false, own: false, typed: true }));
  if (device.installed !== installed && !sent) row.installed = String(Number(row.installed) + (installed ? 1 : -1));
  Object.assign(device, { installed, queued: !sent, trouble: sent });
}

// The ticks of both sides: those of this phone that the server has not answered yet come last.
function ticked(ticks, items) {
  const found = { ...ticks };
  for (const item of items.filter((one) => one.kind === "tick")) {
    const there = found[item.said.point];
    if (!there || !item.sent || item.at > there.at)
      found[item.said.point] = { done: item.said.done, at: item.at, mine: true };
  }
  return found;
}

export const passed = (position) => position === "done" || position === "queued";
