// Messages that pass. Faults stay until they are dismissed; the rest go after a while, but not
// while the pointer or the focus is on them.

const STAY = 7000;

export function toast(text, tone = "note") {
  const made = document.createElement("div");
  made.className = "tu-toast";
  made.dataset.tone = tone;
  const line = document.createElement("p");
  line.textContent = text;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "tu-icon-button", textContent: "×" });
  button.dataset.dismiss = ".tu-toast";
  button.setAttribute("aria-label", document.body.dataset.dismissText);
  made.append(line, button);
  document.getElementById("toasts").append(made);
  toast.fade(made);
}

toast.fade = (one) => {
  if (one.dataset.tone === "bad") return;
  const leave = () => (one.matches(":hover, :focus-within") ? setTimeout(leave, STAY) : one.remove());
  setTimeout(leave, STAY);
};
