// The form of a survey: live marks beside readings, photos sent at once, the place by the device.

document.documentElement.dataset.scripts = "on";

// ------------------------------------------------------------------ readings
function number(text) {
  const plain = text.replace(/[\s\u00a0]/g, "").replace(",", ".").replace("−", "-");
  return plain === "" ? null : Number(plain);
}

function judge(box) {
  const input = box.querySelector("input");
  const value = number(input.value);
  const limit = (name) => (name in box.dataset ? Number(box.dataset[name]) : null);
  const beyond = (low, high) => (low !== null && value < low) || (high !== null && value > high);
  const known = value !== null && !Number.isNaN(value);
  const impossible = value !== null && (!known || beyond(limit("low"), limit("high")));
  box.toggleAttribute("data-impossible", impossible);
  box.toggleAttribute("data-out", known && !impossible && beyond(limit("least"), limit("most")));
  input.toggleAttribute("data-checked", input.value !== input.dataset.foreseen);
}

for (const box of document.querySelectorAll("[data-reading]")) {
  judge(box);
  box.addEventListener("input", () => judge(box));
}

// ------------------------------------------------------------------ photos
const LONGEST = 2000;
const place = document.querySelector("[data-upload]");

export async function send(blob, name, kind) {
  const body = new FormData();
  body.append("photos", blob, name);
  body.append("kind", kind);
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const answer = await fetch(place.dataset.upload, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
  });
  if (!answer.ok && answer.status !== 422) throw new Error(answer.statusText);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = drawn.querySelector("#photos");
  document.querySelector("#photos").replaceWith(fresh);
  window.htmx?.process(fresh);
}

// A phone's photo is made smaller before it goes through a cellar's network; the server re-encodes
// whatever comes.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 1_500_000) return file;
    const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.88 });
  } catch {
    return file;
  }
}

async function sendAll(input) {
  const progress = place.querySelector("progress");
  const files = [...input.files];
  progress.hidden = false;
  progress.max = files.length;
  try {
    for (const [done, file] of files.entries()) {
      progress.value = done;
      await send(await smaller(file), file.name, "photo");
    }
    input.value = "";
  } catch {
    const detail = { text: document.body.dataset.failedText, tone: "bad" };
    document.dispatchEvent(new CustomEvent("toast", { detail }));
  }
  progress.hidden = true;
}

for (const input of place?.querySelectorAll("[data-photos]") ?? []) {
  input.addEventListener("change", () => input.files.length && sendAll(input));
}

// ------------------------------------------------------------------ the place
document.querySelector("[data-here]")?.addEventListener("click", (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      write("latitude", coords.latitude);
      write("longitude", coords.longitude);
      button.disabled = false;
    },
    () => {
      button.disabled = false;
      const detail = { text: document.body.dataset.failedText, tone: "bad" };
      document.dispatchEvent(new CustomEvent("toast", { detail }));
    },
    { enableHighAccuracy: true, timeout: 15_000 },
  );
});

function write(name, degrees) {
  const input = document.querySelector(`[name=${name}]`);
  input.value = degrees.toFixed(6);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
