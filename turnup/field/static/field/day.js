// The day's visits, and the bar above all pages.

import { carried, passed } from "./carried.js";
import { clock, dayOf, stamp, text } from "./dom.js";
import { going } from "./photos.js";
import { unsent } from "./queue.js";
import { purgeDays } from "./store.js";
import { PICTURES, state } from "./sync.js";

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
    going: going.photo && text("photo_going", { percent: percent(going.photo) }),
    problem: state.problem,
    sign_in: state.net === "signed_out",
  });
}

const percent = ({ came, size }) => Math.floor((100 * came) / size);

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
