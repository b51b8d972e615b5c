// Lists in forms: "add" clones the template that the server drew, with the next number in it.

const MARK = /__row__/g;

export function addRow(rows) {
  const list = rows.querySelector("[data-row-list]");
  const next = Number(rows.dataset.next ?? list.children.length);
  rows.dataset.next = next + 1;
  const made = rows.querySelector("template").content.cloneNode(true);
  for (const element of made.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__row__")) element.setAttribute(name, value.replace(MARK, next));
    }
  }
  list.append(made);
  return list.lastElementChild.querySelector("input, select, textarea");
}
