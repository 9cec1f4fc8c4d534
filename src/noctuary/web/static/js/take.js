// Taking dreams out: only what goes with the chosen form is asked.

const form = document.querySelector("[data-take]");

/** Show what belongs to the form that is chosen. */
function fit() {
  const chosen = form.querySelector("[name=kind]:checked");
  const isTable = chosen.value === "table";
  const isCells = isTable ? form.ending.value === ".csv" : chosen.value === "csv";
  const shown = { table: isTable, cells: isCells, texts: !isTable, pseudonyms: form.pseudonyms.checked };
  for (const each of form.querySelectorAll("[data-for]")) each.hidden = !shown[each.dataset.for];
}

form.addEventListener("change", fit);
fit();
