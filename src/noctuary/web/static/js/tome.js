// A tome: what is looked at lights up, wherever it stands: in the text, in the margin, beside it.
import { paint } from "./tome-painting.js";
import { Margin } from "./tome-margin.js";
import { Places, parseSpans } from "./tome-places.js";
import { keepSheets } from "./tome-sheets.js";
import { isStill } from "./talk.js";

const article = document.querySelector(".tome");
const LEADS = "[data-codes], [data-place], [data-places], [data-spans]";
// How long the light stays when the pointer leaves, so that it can reach the margin.
const LINGER = 140;

let places, margin;
let hovered = null, focused = null, lit = null;
let leaving;

/** Look at the page anew: once at first, and whenever text or codes were put there again. */
function open() {
  places = new Places(document.getElementById("text"));
  margin = new Margin(article.querySelector(".leaf"), places);
  hovered = focused = lit = null;
  CSS.highlights?.delete("lit");
  margin.place();
  keepSheets(article);
}

/** The codes that something stands for, by their place in the reading. */
function codesOf(element) {
  const { codes, place, places: several } = element.dataset;
  return (codes ?? place ?? several ?? "").split(" ").filter(Boolean);
}

function entryOf(code) {
  return article.querySelector(`.code-entry[data-place="${code}"]`);
}

/** Light what an element stands for, or nothing; what was lit goes out. */
function light(element) {
  if (element === lit) return;
  lit = element;
  for (const each of article.querySelectorAll(".lit")) each.classList.remove("lit");
  margin.dismiss();
  CSS.highlights?.delete("lit");
  if (!element) return;
  const codes = codesOf(element);
  const entries = codes.map(entryOf).filter(Boolean);
  const own = element.matches(".code-entry") ? "" : element.dataset.spans ?? "";
  const spans = own ? parseSpans(own) : entries.flatMap((entry) => parseSpans(entry.dataset.spans));
  for (const entry of entries) entry.classList.add("lit");
  for (const each of article.querySelectorAll("[data-codes], [data-place], [data-places]")) {
    if (codesOf(each).some((code) => codes.includes(code))) each.classList.add("lit");
  }
  const ranges = spans.map(([start, end]) => places.range(start, end));
  if (CSS.highlights && ranges.length) CSS.highlights.set("lit", new Highlight(...ranges));
  margin.show(entries, element.matches(".mark") ? element : ranges[0]);
}

function relight() {
  clearTimeout(leaving);
  const wanted = hovered ?? focused;
  if (wanted) light(wanted);
  else leaving = setTimeout(() => light(null), LINGER);
}

article.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  hovered = event.target.closest(LEADS);
  relight();
});
article.addEventListener("pointerleave", () => { hovered = null; relight(); });
article.addEventListener("focusin", (event) => { focused = event.target.closest(LEADS); relight(); });
article.addEventListener("focusout", () => { focused = null; relight(); });

// What names a code leads to its words.
article.addEventListener("click", (event) => {
  const leading = event.target.closest(".echo, .arc-point, .link, .code-name")?.closest(LEADS);
  if (!leading) return;
  if (leading.matches(".arc-point")) event.preventDefault();
  const [first] = parseSpans(leading.dataset.spans ?? "");
  if (first) bringIntoView(places.range(...first));
});

/** Scroll as far as needed to see a stretch of the text. */
function bringIntoView(range) {
  const box = range.getBoundingClientRect();
  const below = innerWidth < 960 ? innerHeight * 0.4 : innerHeight - 80;
  if (box.top >= 60 && box.bottom <= below) return;
  scrollBy({ top: box.top - below / 2, behavior: isStill() ? "instant" : "smooth" });
}

// Earlier and later in the series.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const link = { "[": "prev", "]": "next" }[event.key];
  if (link) article.querySelector(`a[rel=${link}]`)?.click();
});

document.addEventListener("htmx:afterSettle", (event) => { if (event.target.closest("#tome-body")) open(); });
// Whoever puts text or codes there anew in another way says so.
document.addEventListener("noctuary:tome", open);
new ResizeObserver(() => margin.place()).observe(article);
document.fonts.ready.then(() => margin.place());

open();
paint(document.querySelector(".painting"));
