// What is on this phone and has not gone, or came back.

import { carried } from "./carried.js";
import { clock, dayOf, stamp, text, words } from "./dom.js";
import { OPEN, announce } from "./queue.js";
import { put } from "./store.js";
import { sync } from "./sync.js";

const LITTLE = 50 * 1024 * 1024;

export async function queuePage() {
  const { items, photos } = await carried();
  const waiting = items.filter((one) => !one.sent);
  const open = items.filter((one) => one.sent && OPEN.includes(one.outcome) && !one.settled);
  const settled = items.filter((one) => one.settled && one.outcome !== "done");
  const room = await navigator.storage?.estimate?.();
  const node = stamp("queue", {
    little_room: room && room.quota - room.usage < LITTLE,
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
  const page = item.kind === "goods" ? "kit" : (FORMS[item.step] ?? (item.step.startsWith("temporary") ? "modem" : ""));
  return page && item.seen.visit ? `#/visit/${item.seen.visit}/${page}` : "";
}

function titleOf(item) {
  if (item.kind === "mark") return text(item.said.mark);
  if (item.kind === "goods") return text(item.said.what, { goods: item.said.serial ?? `${item.said.name} ${item.said.quantity}` });
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
