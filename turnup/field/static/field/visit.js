// One visit: how to get there and in, what was sold, and the steps one after the other.

import { carriedVisit, passed } from "./carried.js";
import { drawCode } from "./code.js";
import { clock, dayOf, stamp, text, toast, words } from "./dom.js";
import { toldOf } from "./kit.js";
import { small, takenAt } from "./pictures.js";
import { enqueue, enqueuePhoto } from "./queue.js";
import { sync } from "./sync.js";

export async function visitPage(id) {
  const { visit } = await carriedVisit(id);
  if (!visit) return { node: stamp("gone"), live: true };
  const node = stamp("visit", shown(visit));
  for (const button of node.querySelectorAll("[data-mark-button]"))
    button.addEventListener("click", () => mark(visit, button.dataset.key));
  node.querySelector("[data-photo]")?.addEventListener("change", (event) => photograph(visit, event));
  node.querySelector("[data-note-form]")?.addEventListener("submit", (event) => note(visit, event));
  for (const picture of node.querySelectorAll("[data-own]")) ownPicture(picture, visit);
  const code = node.querySelector("[data-code]");
  if (code) drawCode(code, visit.link);
  return { node, live: true };
}

function shown(visit) {
  const { place } = visit;
  const spot = place.latitude ? `${place.latitude},${place.longitude}` : "";
  const here = Boolean(visit.closed);
  return {
    ...visit,
    when: `${dayOf(visit.starts_at)}, ${clock(visit.starts_at)}–${clock(visit.ends_at)}`,
    title: `№ ${visit.number} · ${visit.technology_title}`,
    address: place.address,
    inside: place.inside,
    map_url: `geo:${spot || "0,0"}?q=${encodeURIComponent(spot || place.address)}`,
    contacts: visit.contacts.map((one) => ({ ...one, url: one.phone && `tel:${one.phone}` })),
    warning: visit.closed
      ? text("closed_warning")
      : visit.is_agreed || visit.is_done
        ? ""
        : text("not_agreed_warning"),
    marks: ["on_the_way", "arrived"].map((code) => markShown(visit, code)),
    steps: here ? [] : stepsShown(visit),
    ip: visit.address?.ip,
    mask: visit.address?.mask,
    gateway: visit.address?.gateway,
    survey_notes: visit.survey?.notes,
    survey_verdict: visit.survey?.verdict,
    survey_readings: (visit.survey?.readings ?? []).map((one) => ({ ...one, tone: one.out ? "bad" : "" })),
    survey_photos: visit.survey?.photos ?? [],
    own_photos: visit.photos.map((one) => ({ key: one.id, sent: one.sent ? text("sent") : text("on_phone") })),
    modem_url: `#/visit/${visit.id}/modem`,
    modem: visit.modem ? text("modem_out", visit.modem) : text("modem_none"),
    trouble_url: `#/visit/${visit.id}/trouble`,
    kit: visit.kit.map((row) => ({ ...row, told: toldOf(row) })),
    kit_url: `#/visit/${visit.id}/kit`,
    copy: passed(visit.steps.act_signed),
    link: visit.link?.address,
    can_fail: visit.steps.line_connected !== "done" && !visit.closed,
  };
}

function markShown(visit, code) {
  const at = visit.marks[code];
  return { key: code, title: text(code), at: at && clock(at), todo: !at };
}

function stepsShown(visit) {
  const chain = [
    ["line_connected", "connect", true],
    ["line_set_up", "setup", passed(visit.steps.line_connected)],
    ["act_signed", "act", passed(visit.steps.line_set_up)],
  ];
  return chain.map(([step, page, may], nth) => {
    const position = visit.steps[step];
    const item = visit.here[step];
    return {
      nth: nth + 1,
      title: text(`step_${step}`),
      url: may && !passed(position) ? `#/visit/${visit.id}/${page}` : "",
      kept: position === "queued" || position === "trouble",
      later: !may && !passed(position),
      tone: { done: "good", queued: "note", trouble: "bad" }[position] ?? (may ? "open" : "calm"),
      state:
        position === "queued" && item
          ? text("queued_at", { at: clock(item.at) })
          : position === "trouble"
            ? text("see_queue")
            : position === "done"
              ? step === "act_signed" && visit.act.number
                ? `№ ${visit.act.number}`
                : text("done")
              : "",
    };
  });
}

async function mark(visit, code) {
  await enqueue(visit, { kind: "mark", said: { mark: code } });
  sync();
}

async function photograph(visit, event) {
  const kind = event.target.form.kind.value;
  for (const file of event.target.files) {
    try {
      await enqueuePhoto(visit, kind, await small(file), takenAt(file));
    } catch {
      toast(text("bad_photo"), "bad");
    }
  }
  event.target.value = "";
  sync();
}

const addresses = new Map();
function addressOf(photo) {
  if (!photo.blob) return `/field/photos/${photo.id}/small`;
  if (!addresses.has(photo.id)) addresses.set(photo.id, URL.createObjectURL(photo.blob));
  return addresses.get(photo.id);
}

function ownPicture(picture, visit) {
  const photo = visit.photos.find((one) => one.id === picture.dataset.key);
  const title = words.photo_kinds.find(([code]) => code === photo.kind)?.[1];
  picture.alt = title;
  picture.src = addressOf(photo);
}

async function note(visit, event) {
  event.preventDefault();
  const said = event.target.text.value.trim();
  if (!said) return;
  event.target.reset();
  document.activeElement.blur();
  await enqueue(visit, { kind: "step", step: "note_added", said: { text: said } });
  toast(text("noted"));
  sync();
}
