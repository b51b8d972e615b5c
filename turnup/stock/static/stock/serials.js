// Counts the serial numbers of a form as they are scanned, and marks those that came twice.
// It shows figures only, so it needs no language.
for (const form of document.querySelectorAll("form[data-serials]")) {
  const area = form.querySelector("textarea[name=serials]");
  if (!area) continue;
  const told = document.createElement("output");
  told.className = "sk-count";
  area.after(told);
  const count = () => {
    const numbers = area.value.split(/[\n,;]+/).map((one) => one.trim().toUpperCase()).filter(Boolean);
    const twice = [...new Set(numbers.filter((one, at) => numbers.indexOf(one) < at))];
    told.textContent = numbers.length ? `Σ ${numbers.length}${twice.length ? ` · ×2: ${twice.join(", ")}` : ""}` : "";
    told.toggleAttribute("data-bad", twice.length > 0);
  };
  area.addEventListener("input", count);
  area.setAttribute("autocapitalize", "characters");
  area.spellcheck = false;
  count();
}
