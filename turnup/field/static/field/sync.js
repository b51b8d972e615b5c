// Between phone and server: greet, send what is queued, fetch the day, then the photos. One at a
// time, in any tab or in the service worker, which the browser wakes when the network is back.

import { announce, answered, itemsOf, photosOf, unsent } from "./queue.js";
import { sendPhotos } from "./photos.js";
import { all, drop, get, phoneId, purgeDays, put, recall, remember } from "./store.js";

const AT_ONCE = 40;
const PATIENCE = 20_000;
const SOON = 3_000;
const LATE = 45_000;
export const PICTURES = "field-pictures";
export const state = { net: "unknown", busy: false, at: null, problem: "" };

class SignedOut extends Error {}

// Runs one round; a second call while one runs asks for another round after it.
let again = false;
let failures = 0;
let waiting;
export async function sync() {
  if (state.busy) return void (again = true);
  state.busy = true;
  clearTimeout(waiting);
  announce();
  try {
    const alone = (lock) => lock && round();
    if (navigator.locks) await navigator.locks.request("field", { ifAvailable: true }, alone);
    else await round();
    failures = 0;
  } catch (fault) {
    state.net = fault instanceof SignedOut ? "signed_out" : "offline";
    await tryLater();
  }
  state.busy = false;
  announce();
  if (again) {
    again = false;
    await sync();
  }
}

// What waits is tried again after 3, 6, 12 … seconds, and the browser is asked to wake us.
async function tryLater() {
  const me = await recall("me");
  if (!me || state.net !== "offline" || !(await unsent(me.person)).mine) return;
  wakeWithNetwork();
  if (typeof document !== "undefined" && !document.hidden)
    waiting = setTimeout(sync, Math.min(SOON * 2 ** failures++, LATE));
}

// Background Sync, where the browser has it: the worker sends though the program is closed.
async function wakeWithNetwork() {
  const worker = await navigator.serviceWorker?.ready.catch(() => null);
  await worker?.sync?.register("field").catch(() => {});
}

async function round() {
  const me = await greet();
  state.net = "online";
  await sendItems(me);
  await fetchDay(me);
  await sendPhotos(me, ask);
  state.at = new Date();
}

async function ask(path, options = {}, patience = PATIENCE) {
  const answer = await fetch(path, {
    ...options,
    headers: { Accept: "application/json", ...options.headers },
    signal: AbortSignal.timeout(patience),
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.status === 403) throw new SignedOut();
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer;
}

// Says who is signed in, and how far this phone's clock lags behind the server's.
async function greet() {
  const asked = Date.now();
  const told = await (await ask("/field/hello")).json();
  const middle = (asked + Date.now()) / 2;
  const before = await recall("me");
  await remember("heard", { at: told.now, lag_ms: Math.round(Date.parse(told.now) - middle) });
  await remember("me", { person: told.person, name: told.name });
  if (before && before.person !== told.person) await purgeDays(told.person);
  for (const one of told.items) await answered(one);
  return told;
}

async function sendItems(me) {
  const waiting = (await itemsOf(me.person)).filter((one) => !one.sent);
  for (let first = 0; first < waiting.length; first += AT_ONCE) {
    const items = waiting.slice(first, first + AT_ONCE).map(asSent);
    const body = {
      schema: me.schema,
      phone: await phoneId(),
      person: me.person,
      sent_at: new Date().toISOString(),
      items,
    };
    const answer = await ask("/field/queue", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": me.csrf },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok) return void (state.problem = told.detail);
    state.problem = "";
    for (const one of told.items) await answered(one);
    announce();
  }
}

function asSent({ id, kind, order, step, said, seen, at, heard, amends }) {
  return { id, kind, order, step, said, seen, at, heard, amends: amends ?? null };
}

async function fetchDay(me) {
  const kept = await get("days", me.person);
  const headers = kept?.etag ? { "If-None-Match": kept.etag } : {};
  const answer = await ask("/field/day", { headers, cache: "no-store" });
  if (answer.status === 304) return;
  if (!answer.ok) return;
  const { visits } = await answer.json();
  const etag = answer.headers.get("ETag");
  await put("days", { person: me.person, visits, etag, at: new Date().toISOString() });
  await tidy(me.person, visits);
  announce();
  keepPictures(visits).catch(() => {});
}

// Drops what was recorded for visits that the phone no longer carries.
async function tidy(person, visits) {
  const carried = new Set(visits.map((one) => one.order));
  for (const item of await all("queue")) {
    const over = item.sent && (item.outcome === "done" || item.settled);
    if (item.person === person && over && !carried.has(item.order)) await drop("queue", item.id);
  }
  for (const photo of await photosOf(person))
    if (photo.sent && !carried.has(photo.order)) await drop("photos", photo.id);
}

// Small pictures first, so that a cellar without network has them; then the large ones.
async function keepPictures(visits) {
  if (typeof caches === "undefined") return;
  const photos = visits.flatMap((one) => one.survey?.photos ?? []);
  const wanted = [...photos.map((one) => one.small), ...photos.map((one) => one.large)];
  const cache = await caches.open(PICTURES);
  for (const old of await cache.keys())
    if (!wanted.includes(new URL(old.url).pathname)) await cache.delete(old);
  for (const path of wanted) if (!(await cache.match(path))) await cache.add(path).catch(() => {});
}

export async function fetchTicks(orders) {
  const answer = await ask(`/field/ticks?orders=${orders.join(",")}`);
  return answer.ok ? (await answer.json()).ticks : {};
}
