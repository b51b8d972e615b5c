// Behaviour shared by all pages, bound by attributes:
//
//   data-open="#ID"        opens that <dialog>           data-close      closes the one it is in
//   data-dismiss=".CLASS"  removes the nearest one       data-search     the field that `/` reaches
//   data-rows, data-row-list, data-add-row, data-remove-row, data-row   lists in forms
//   data-draft="KEY"       a form that keeps in the tab what is typed until it is saved
//   data-free              a form that neither warns nor keeps: search, sign-out, language
//   data-chart="ID"        a chart of the JSON in the script element ID
//   data-print             prints the page
//
// A server may send the header `HX-Trigger: {"toast": {"text": …, "tone": …}}`.

import { keepDrafts } from "./drafts.js";
import { drawCharts } from "./figures.js";
import { listenToKeys } from "./keys.js";
import { addRow } from "./rows.js";
import { toast } from "./toasts.js";

const words = document.body.dataset;

document.addEventListener("click", (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`);
  let found;
  if ((found = hit("open"))) document.querySelector(found.dataset.open)?.showModal();
  else if ((found = hit("close"))) found.closest("dialog")?.close();
  else if ((found = hit("dismiss"))) found.closest(found.dataset.dismiss)?.remove();
  else if ((found = hit("add-row"))) addRow(found.closest("[data-rows]"))?.focus();
  else if ((found = hit("remove-row"))) removeRow(found);
  else if (hit("print")) window.print();
  if (event.target instanceof HTMLDialogElement) event.target.close();
  closeMenus(event.target);
});

function removeRow(button) {
  const rows = button.closest("[data-rows]");
  const form = button.form;
  button.closest("[data-row]").remove();
  rows.querySelector("[data-add-row]").focus();
  form?.dispatchEvent(new Event("input", { bubbles: true }));
}

function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.tu-menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.tu-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A link to a field of several controls, or to a fault's field, brings the focus with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-errors] a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const field = document.getElementById(link.hash.slice(1));
  const control = field?.matches("fieldset") ? field.querySelector("input, select, textarea") : field;
  (control ?? field)?.focus();
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => toast(words.failedText, "bad"));
}

// On a narrow screen the tab that one is on may lie past the edge.
function showTab(tabs) {
  const here = tabs.querySelector("[aria-current]")?.getBoundingClientRect();
  if (here) tabs.scrollLeft += here.left + here.width / 2 - window.innerWidth / 2;
}

function settle(root) {
  root.querySelectorAll(".tu-tabs").forEach(showTab);
  drawCharts(root);
  keepDrafts(root, () => toast(words.restoredText, "note"));
  root.querySelector("[data-errors]")?.focus();
}
document.addEventListener("htmx:load", (event) => settle(event.detail.elt));
if (!window.htmx) settle(document.body);

for (const one of document.querySelectorAll(".tu-toast")) toast.fade(one);
listenToKeys();
