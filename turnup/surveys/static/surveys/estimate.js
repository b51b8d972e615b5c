// An estimate's line chosen from the catalogue takes its title, unit and price from there.

document.addEventListener("change", (event) => {
  const choice = event.target.closest?.("[data-item]");
  if (!choice) return;
  const row = choice.closest("[data-row]");
  const { title = "", unit = "", price = "" } = choice.selectedOptions[0].dataset;
  const write = (name, value) => (row.querySelector(`[name$=".${name}"]`).value = value);
  if (!choice.value) return;
  write("title", title);
  write("unit", unit);
  write("price", price);
  const quantity = row.querySelector('[name$=".quantity"]');
  if (!quantity.value) quantity.value = "1";
  choice.form.dispatchEvent(new Event("input", { bubbles: true }));
});
