// Pages are made of the templates that the server wrote, in the reader's language:
//
//   data-text="key"    gets the value's text, and is gone where there is none
//   data-if="key"      is gone where the value is empty; data-if="!key" where it is not
//   data-href="key"    gets the address         data-src="key" the picture
//   data-tone="key"    gets the value as its tone
//   data-each="key:template"   gets a copy of the template for each of the list

export const words = JSON.parse(document.getElementById("words").textContent);
export const text = (key, said = {}) =>
  (words.texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => said[name] ?? "");

export function stamp(name, data = {}) {
  const copy = document.getElementById(`t-${name}`).content.cloneNode(true);
  fill(copy, data);
  return copy;
}

function fill(root, data) {
  for (const part of root.querySelectorAll("[data-if]")) {
    const key = part.dataset.if;
    const wanted = key.startsWith("!") ? empty(data[key.slice(1)]) : !empty(data[key]);
    if (!wanted) part.remove();
  }
  for (const part of root.querySelectorAll("[data-each]")) {
    const [key, name] = part.dataset.each.split(":");
    part.replaceChildren(...(data[key] ?? []).map((one) => stamp(name, one)));
  }
  for (const part of own(root, "[data-text]")) {
    if (empty(data[part.dataset.text])) part.remove();
    else part.textContent = data[part.dataset.text];
  }
  for (const part of own(root, "[data-href]")) part.href = data[part.dataset.href] ?? "#";
  for (const part of own(root, "[data-src]")) part.src = data[part.dataset.src] ?? "";
  for (const part of own(root, "[data-tone]"))
    if (data[part.dataset.tone] !== undefined) part.dataset.tone = data[part.dataset.tone];
  for (const part of own(root, "[data-value]")) part.value = data[part.dataset.value] ?? "";
  for (const part of own(root, "[data-key]"))
    if (data[part.dataset.key] !== undefined) part.dataset.key = data[part.dataset.key];
}

// Parts that a list inside has not filled already.
const own = (root, selector) =>
  [...root.querySelectorAll(selector)].filter((part) => !part.parentElement?.closest("[data-each]"));

const empty = (value) =>
  value === undefined || value === null || value === "" || value === false ||
  (Array.isArray(value) && !value.length);

// Times are the office's, wherever the phone believes to be.
const timeZone = words.zone;

export const clock = (moment) =>
  new Date(moment).toLocaleTimeString(words.language, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone,
  });

export const dayOf = (moment) =>
  new Date(moment).toLocaleDateString(words.language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone,
  });

// What is typed, chosen and unfolded on a page goes over to the page that takes its place.
export function keepTyped(from, to) {
  const typed = {};
  for (const field of from.querySelectorAll("[name]")) (typed[field.name] ??= []).push(field.value);
  for (const field of to.querySelectorAll("[name]")) {
    const value = typed[field.name]?.shift();
    if (value !== undefined && field.type !== "file") field.value = value;
  }
  const open = [...from.querySelectorAll("details")].map((one) => one.open);
  to.querySelectorAll("details").forEach((one, nth) => (one.open = Boolean(open[nth])));
}

export function toast(said, tone = "good") {
  const note = document.getElementById("note");
  note.textContent = said;
  note.dataset.tone = tone;
  note.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (note.hidden = true), 4500);
}
