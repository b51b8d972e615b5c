// Nothing typed is lost: a form with `data-draft` is kept in the tab's own storage until it is
// sent, and every posting form warns before it is left.

import { addRow } from "./rows.js";

const PREFIX = "turnup.draft.";
const SKIPPED = new Set(["csrfmiddlewaretoken", "password"]);
const dirty = new Set();

// A draft that was sent is only wanted again when the page came back without an answer.
const cameBack = ["reload", "back_forward"].includes(
  performance.getEntriesByType("navigation")[0]?.type,
);

function entries(form) {
  return [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
}

function save(form, sent = false) {
  sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ sent, entries: entries(form) }));
}

function growRows(form, kept) {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const name = rows.dataset.rows;
    const list = rows.querySelector("[data-row-list]");
    const numbers = kept
      .filter(([key]) => key.startsWith(`${name}.`))
      .map(([key]) => Number(key.slice(name.length + 1).split(".")[0]));
    const wanted = numbers.length ? Math.max(...numbers) + 1 : kept.filter(([key]) => key === name).length;
    while (list.children.length < wanted) addRow(rows);
  }
}

function fill(form, kept) {
  growRows(form, kept);
  const left = new Map();
  for (const [name, value] of kept) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || SKIPPED.has(control.name) || control.type === "hidden") continue;
    const values = left.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.type !== "file" && values.length) control.value = values.shift();
  }
}

function restore(form, tell) {
  const key = PREFIX + form.dataset.draft;
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (!draft || form.querySelector("[data-errors]")) return;
  if (draft.sent && !cameBack) return sessionStorage.removeItem(key);
  if (JSON.stringify(draft.entries) === JSON.stringify(entries(form))) return;
  fill(form, draft.entries);
  dirty.add(form);
  tell();
}

export function keepDrafts(root, tell) {
  const own = root.matches?.("form[method=post]") ? [root] : [];
  for (const form of [...own, ...root.querySelectorAll("form[method=post]:not([data-free])")]) {
    if (form.dataset.kept) continue;
    form.dataset.kept = "yes";
    if (form.dataset.draft) restore(form, tell);
    form.addEventListener("input", () => {
      dirty.add(form);
      if (form.dataset.draft) save(form);
    });
    form.addEventListener("submit", () => {
      dirty.delete(form);
      if (form.dataset.draft) save(form, true);
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && form.dataset.draft) sessionStorage.removeItem(PREFIX + form.dataset.draft);
    });
  }
}

window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
