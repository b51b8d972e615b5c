// Photos go one by one, each in parts that grow while the line is quick and shrink when it is slow:
// what has come to the server stays there, so that a line that breaks loses one part at most.

import { announce, photosOf } from "./queue.js";
import { put } from "./store.js";

const PATIENCE = 60_000;
const LEAST = 16 * 1024;
const MOST = 1024 * 1024;
const QUICK = 3_000;
const SLOW = 12_000;
let part = 128 * 1024;

// How far the photo is that is going now: `{id, came, size}`, or nothing.
export const going = { photo: null };

// `ask` is the round's own way to the server. Throws when the line breaks; the rest waits. A photo
// that breaks the server keeps no other one back.
export async function sendPhotos(me, ask) {
  const waiting = (await photosOf(me.person)).filter((one) => !one.sent && !one.problem);
  let broken = null;
  try {
    for (const photo of waiting)
      await sendPhoto(me, photo, ask).catch((fault) => {
        if (!/^5\d\d$/.test(fault.message)) throw fault;
        broken = fault;
      });
  } finally {
    told(null);
  }
  if (broken) throw broken;
}

async function sendPhoto(me, photo, ask) {
  const { id, blob } = photo;
  const size = blob.size;
  let came = 0;
  if (size > part) came = (await (await ask(`/field/photos/${id}/parts`)).json()).received;
  for (let done = false; !done; ) {
    told({ id, came, size });
    const answer = await sendPart(me, photo, came, ask);
    const said = await answer.json();
    if (!answer.ok) return settled({ ...photo, problem: said.detail });
    came = said.received ?? size;
    done = said.outcome === "done";
  }
  // What the server has is shown from there; the phone needs its room for the next ones.
  await settled({ ...photo, sent: true, blob: null });
}

async function sendPart(me, photo, came, ask) {
  const size = photo.blob.size;
  const whole = came === 0 && size <= part;
  const query = new URLSearchParams({
    order: photo.order,
    kind: photo.kind,
    at: photo.at,
    sent_at: new Date().toISOString(),
    ...(photo.heard && { heard_at: photo.heard.at, lag_ms: photo.heard.lag_ms }),
    ...(!whole && { size }),
  });
  const path = `/field/photos/${photo.id}${whole ? "" : `/parts/${came}`}?${query}`;
  const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": me.csrf };
  const body = whole ? photo.blob : photo.blob.slice(came, came + part);
  const began = Date.now();
  try {
    const answer = await ask(path, { method: "PUT", headers, body }, PATIENCE);
    const took = Date.now() - began;
    if (took < QUICK) part = Math.min(part * 2, MOST);
    else if (took > SLOW) part = Math.max(part / 2, LEAST);
    return answer;
  } catch (fault) {
    part = Math.max(part / 2, LEAST);
    throw fault;
  }
}

async function settled(photo) {
  await put("photos", photo);
  announce();
}

function told(photo) {
  going.photo = photo;
  dispatchEvent(new CustomEvent("photo-going"));
}
