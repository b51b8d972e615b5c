// The queue: every act is written here, under its own id, before anything is sent.

import { all, get, put, recall } from "./store.js";

export const OPEN = ["refused", "conflict", "waiting"];

// Writes an act and tells the page; `visit` is what the phone knows of it at this moment.
export async function enqueue(visit, act) {
  const me = await recall("me");
  const item = {
    id: crypto.randomUUID(),
    person: me.person,
    order: visit.order,
    number: visit.number,
    seen: { visit: visit.id, starts_at: visit.starts_at, crew: visit.crew },
    at: new Date().toISOString(),
    heard: await heard(),
    step: "",
    said: {},
    sent: false,
    ...act,
  };
  await put("queue", item);
  announce();
  return item;
}

// `taken`: when the picture was taken, by the phone's clock. A moment before the last greeting was
// not heard of by it: then the server reads the clock as it is at sending.
export async function enqueuePhoto(visit, kind, blob, taken) {
  const me = await recall("me");
  const last = await heard();
  const known = last && Date.parse(last.at) - last.lag_ms <= taken;
  await put("photos", {
    id: crypto.randomUUID(),
    person: me.person,
    order: visit.order,
    number: visit.number,
    kind,
    blob,
    at: new Date(taken).toISOString(),
    heard: known ? last : null,
    sent: false,
  });
  announce();
}

// The last that this phone heard of the server's clock before the act.
async function heard() {
  const last = await recall("heard");
  return last ? { at: last.at, lag_ms: last.lag_ms } : null;
}

export function announce() {
  dispatchEvent(new CustomEvent("queue-changed"));
}

export async function itemsOf(person) {
  const rows = (await all("queue")).filter((one) => one.person === person);
  return rows.sort((a, b) => a.at.localeCompare(b.at));
}

export async function photosOf(person) {
  const rows = (await all("photos")).filter((one) => one.person === person);
  return rows.sort((a, b) => a.at.localeCompare(b.at));
}

export async function unsent(person) {
  const rows = [...(await all("queue")), ...(await all("photos"))].filter((one) => !one.sent);
  return {
    mine: rows.filter((one) => one.person === person).length,
    others: rows.filter((one) => one.person !== person).length,
  };
}

// Writes what the server said of an item.
export async function answered(told) {
  const item = await get("queue", told.id);
  if (!item || told.outcome === "failed") return;
  Object.assign(item, { outcome: told.outcome, problem: told.problem, sent: true });
  if (told.settlement) item.settled = told.settled ?? told.settlement;
  if (told.reason) item.reason = told.reason;
  if (told.clock) item.clock = told.clock;
  if (told.at) item.happened_at = told.at;
  await put("queue", item);
}
