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
  return { steps, here, marks, ticks: ticked(visit.ticks, mine), photos: photos.filter((one) => one.order === visit.order) };
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
