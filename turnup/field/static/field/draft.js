// Forms that outlive a phone that falls asleep: what is typed is kept until it is queued.

import { forget, recall, remember } from "./store.js";

const key = (person, visit, name) => `draft:${person}:${visit.id}:${name}`;

// Fills the form from its draft, and keeps it from now on. `extra()` gives what is no field.
export async function draft(form, person, visit, name, extra = () => ({})) {
  const where = key(person, visit, name);
  const kept = await recall(where);
  if (kept) restore(form, kept.fields);
  let timer;
  const save = () => {
    clearTimeout(timer);
    timer = setTimeout(() => remember(where, { fields: fieldsOf(form), extra: extra() }), 250);
  };
  form.addEventListener("input", save);
  return {
    kept,
    save,
    done: () => (clearTimeout(timer), forget(where)),
  };
}

function fieldsOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "file") continue;
    (found[field.name] ??= []).push(field.type === "checkbox" ? field.checked : field.value);
  }
  return found;
}

function restore(form, fields) {
  const seen = {};
  for (const field of form.elements) {
    const values = fields[field.name];
    if (!values) continue;
    const value = values[(seen[field.name] = (seen[field.name] ?? -1) + 1)];
    if (value === undefined) continue;
    if (field.type === "checkbox") field.checked = value;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}
