// Behaviour of the desk's pages, bound by attributes:
//
//   data-fold   closes the form it is in: within a dialog the dialog, in a card's slot the slot;
//               on a page of its own it stays the link that it is

document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-fold]");
  const place = fold?.closest("dialog, .dk-slot");
  if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (place instanceof HTMLDialogElement) return place.close();
  place.replaceChildren();
  place.closest("li")?.querySelector("[hx-get]")?.focus();
});

// A form that has just come takes the focus with it, so that the keyboard is where the eye is.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.target.matches?.(".dk-slot, #event-form")
    ? event.detail.target.querySelector("form")
    : null;
  if (!form || form.querySelector("[data-errors]")) return;
  form.closest("dialog")?.querySelector("details.tu-menu[open]")?.removeAttribute("open");
  form.querySelector(".dk-fields :is(input:not([type=hidden]), select, textarea)")?.focus();
});

// A menu entry that opened a dialog leaves no open menu behind.
document.addEventListener("click", (event) => {
  event.target.closest(".tu-menu-item[data-open]")?.closest("details")?.removeAttribute("open");
});

// A link to a place inside a folded stage unfolds it.
function unfold() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (place instanceof HTMLDetailsElement) place.open = true;
}
window.addEventListener("hashchange", unfold);
unfold();

document.documentElement.dataset.scripts = "on";
