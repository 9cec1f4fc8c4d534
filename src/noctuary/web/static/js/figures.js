// Lists that are filtered while one types, and forms that open in place: figures, places, motifs.
import { say } from "./talk.js";

/** A text as it is compared: no case, no accents, no marks. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Filtering: over what is shown, once all is.

/** Show the rows that hold every word of the field, and say how many they are. */
function filter(input) {
  const table = document.querySelector(input.dataset.filter);
  const words = folded(input.value).split(/\s+/).filter(Boolean);
  const rows = [...table.tBodies[0].rows].filter((row) => !row.matches(".rest"));
  let shown = 0;
  for (const row of rows) {
    row.dataset.folded ??= folded(row.cells[0].textContent);
    const fits = words.every((word) => row.dataset.folded.includes(word));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  const told = input.closest(".filter").querySelector("[data-filtered]");
  told.textContent = words.length ? `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "";
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-filter]")) return;
  // Whoever is not here yet is asked for; when they are, they are filtered too.
  htmx.trigger(document.body, "wanted");
  filter(event.target);
});
// Of rows that come together each is told of, and one look at all of them is enough.
let looking = 0;
document.addEventListener("htmx:afterSettle", () => {
  cancelAnimationFrame(looking);
  looking = requestAnimationFrame(() => {
    const input = document.querySelector("[data-filter]");
    if (!input?.value) return;
    filter(input);
    htmx.trigger(document.body, "wanted");
  });
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-filter]")) return;
  if (event.key === "Enter") {
    const first = document.querySelector(`${event.target.dataset.filter} tbody tr:not([hidden]) a`);
    if (first) location.href = first.href;
  } else if (event.key === "Escape" && event.target.value) {
    event.target.value = "";
    filter(event.target);
    event.preventDefault();
  }
});

// Forms that open in place: one at a time, and whoever leaves one stands where they opened it.

/** Close the form that is open, and go back to what opened it. */
function close(acts) {
  const opener = acts.querySelector("[aria-expanded=true]");
  acts.querySelector("#saying").replaceChildren();
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const opener = event.target.closest?.(".act-buttons button");
  if (!opener) return;
  if (opener.getAttribute("aria-expanded") === "true") {
    event.preventDefault();
    close(opener.closest("[data-acts]"));
    return;
  }
  for (const each of opener.parentElement.children) each.setAttribute("aria-expanded", String(each === opener));
});
document.addEventListener("click", (event) => {
  if (event.target.matches("[data-cancel]")) close(event.target.closest("[data-acts]"));
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.saying");
  if (form && event.key === "Escape") close(form.closest("[data-acts]"));
});

// What was just done is said first, with the way back next; it may come late, with what was looked for.

function tellNews() {
  const news = document.querySelector("[data-news]");
  if (!news) return;
  news.removeAttribute("data-news");
  news.focus();
  say(news.querySelector("span").textContent.trim());
}
tellNews();
document.addEventListener("htmx:afterSettle", tellNews);

// A form that has just come may be sent before htmx has seen it: then it sees it now, and the browser sends nothing
// itself.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[hx-post]")) htmx.process(event.target);
}, true);
