// The day's visits; what is on this phone and has not gone, or came back; the bar above all pages.

import { carried, passed } from "./carried.js";
import { clock, dayOf, stamp, text, words } from "./dom.js";
import { OPEN, announce, unsent } from "./queue.js";
import { put, purgeDays } from "./store.js";
import { PICTURES, state, sync } from "./sync.js";

export async function dayPage() {
  const { me, visits, at } = await carried();
  const days = Map.groupBy
    ? [...Map.groupBy(visits, (one) => dayOf(one.starts_at))]
    : grouped(visits);
  const node = stamp("day", {
    name: me?.name,
    days: days.map(([title, rows]) => ({ title, visits: rows.map(row) })),
    empty: !visits.length,
    at: at && text("fetched_at", { at: clock(at) }),
  });
  node.querySelector("[data-sign-out]")?.addEventListener("submit", (event) => signOut(event, me));
  return { node, live: true };
}

function grouped(visits) {
  const days = new Map();
  for (const one of visits) {
    const day = dayOf(one.starts_at);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}

function row(visit) {
  const steps = ["line_connected", "line_set_up", "act_signed"];
  const done = steps.filter((step) => passed(visit.steps[step])).length;
  const over = visit.closed ? text("closed") : done === 3 || visit.is_done ? text("done") : "";
  return {
    ...visit,
    url: `#/visit/${visit.id}`,
    from: clock(visit.starts_at),
    until: clock(visit.ends_at),
    address: visit.place.address,
    badge: over || (visit.is_agreed ? "" : text("not_agreed")),
    tone: over ? "good" : visit.is_agreed ? "" : "warn",
    progress: !over && done ? `${done} / 3` : "",
  };
}

export async function statusBar() {
  const { me } = await carried();
  const { mine, others } = me ? await unsent(me.person) : { mine: 0, others: 0 };
  const said = { count: mine };
  const known = {
    online: mine ? ["sending", "note"] : ["all_sent", "good"],
    offline: mine ? ["offline_with", "warn"] : ["offline", "warn"],
    signed_out: mine ? ["signed_out_with", "bad"] : ["signed_out", "bad"],
    unknown: ["looking", "note"],
  };
  const [key, tone] = known[state.net];
  return stamp("bar", {
    said: text(key, said),
    tone,
    others: others ? text("others", { count: others }) : "",
    problem: state.problem,
    sign_in: state.net === "signed_out",
  });
}

export async function queuePage() {
  const { items, photos } = await carried();
  const waiting = items.filter((one) => !one.sent);
  const open = items.filter((one) => one.sent && OPEN.includes(one.outcome) && !one.settled);
  const settled = items.filter((one) => one.settled && one.outcome !== "done");
  const node = stamp("queue", {
    waiting: waiting.map(line),
    open: open.map(line),
    settled: settled.map(line),
    photos: photos.filter((one) => !one.sent).map(photoLine),
    empty: ![...waiting, ...open, ...settled, ...photos.filter((one) => !one.sent)].length,
  });
  node.querySelector("[data-send]").addEventListener("click", async () => {
    for (const photo of photos.filter((one) => one.problem)) await put("photos", { ...photo, problem: "" });
    announce();
    await sync();
  });
  return { node, live: true };
}

function line(item) {
  const tones = { refused: "bad", conflict: "warn", waiting: "note" };
  const faults = item.problem?.errors?.map((one) => `${one.fault} ${one.mend}`.trim()).join(" ");
  return {
    title: titleOf(item),
    number: `№ ${item.number}`,
    at: `${dayOf(item.at)}, ${clock(item.at)}`,
    fault: faults || item.problem?.detail,
    outcome: item.settled || (item.outcome ? text(item.outcome) : text("on_phone")),
    reason: item.reason,
    tone: item.settled ? "calm" : (tones[item.outcome] ?? "note"),
    clock: item.clock ? text("clock_wrong") : "",
    mend_url: item.outcome === "refused" && !item.settled ? mendUrl(item) : "",
  };
}

const FORMS = { line_connected: "connect", line_set_up: "setup", act_signed: "act" };

function mendUrl(item) {
  const page = FORMS[item.step] ?? (item.step.startsWith("temporary") ? "modem" : "");
  return page && item.seen.visit ? `#/visit/${item.seen.visit}/${page}` : "";
}

function titleOf(item) {
  if (item.kind === "mark") return text(item.said.mark);
  if (item.kind === "tick") return words.points.find((one) => one.code === item.said.point)?.title;
  return text(`step_${item.step}`);
}

function photoLine(photo) {
  const kind = words.photo_kinds.find(([code]) => code === photo.kind)?.[1];
  return {
    title: `${text("photo")}: ${kind}`,
    number: `№ ${photo.number}`,
    at: clock(photo.at),
    fault: photo.problem,
    outcome: text("on_phone"),
    tone: photo.problem ? "bad" : "note",
  };
}

// Whoever leaves the phone leaves no customer's data in it; what is queued stays for their return.
async function signOut(event, me) {
  const form = event.target;
  if (form.dataset.sure) return;
  event.preventDefault();
  const { mine } = await unsent(me.person);
  if (mine && !confirm(text("sign_out_with", { count: mine }))) return;
  await purgeDays("");
  await caches.delete(PICTURES);
  const told = await fetch("/field/hello", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!told?.ok) return void alert(text("sign_out_offline"));
  form.csrfmiddlewaretoken.value = (await told.json()).csrf;
  form.dataset.sure = "yes";
  form.requestSubmit();
}
