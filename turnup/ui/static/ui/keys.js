// Shortcuts. Letters go by the place of the key, so that they work in the Russian layout too; the
// reader can turn single keys off in the help dialog.

const OFF = "turnup.keys.off";
let goingTo = false;

const typing = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

function step(by) {
  const links = [...document.querySelectorAll(".tu-row-link")];
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select();
}

function go(number) {
  document.querySelectorAll(".tu-nav a")[number - 1]?.click();
}

function single(event) {
  if (goingTo && /^Digit[1-9]$/.test(event.code)) return go(Number(event.code.at(-1)));
  goingTo = event.code === "KeyG";
  if (goingTo) return setTimeout(() => (goingTo = false), 1500);
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
    return document.getElementById("keyboard-help")?.showModal();
  }
  if (event.key === "/" || event.code === "Slash") {
    event.preventDefault();
    return search();
  }
  if (event.code === "KeyJ") return step(1);
  if (event.code === "KeyK") return step(-1);
}

export function listenToKeys() {
  const toggle = document.querySelector("[data-keys-off]");
  if (toggle) {
    toggle.checked = localStorage.getItem(OFF) === "yes";
    toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "yes" : "no"));
  }
  document.addEventListener("keydown", (event) => {
    const element = event.target;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && element.form) {
      event.preventDefault();
      return element.form.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(element)) return;
    if (document.querySelector("dialog[open]") || localStorage.getItem(OFF) === "yes") return;
    single(event);
  });
}
