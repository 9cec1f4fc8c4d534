// The home page: what is typed and chosen arranges the tomes, on shelves or in a list, and stands in the address.
import { isStill, send } from "./talk.js";
import { Refusal, ask } from "./stacks/columns.js";
import { List } from "./stacks/list.js";
import { Orbs } from "./stacks/orbs.js";
import { Picker } from "./stacks/picker.js";
import { createShelves } from "./stacks/shelves.js";

const form = document.querySelector("[data-stacks]");
const section = document.querySelector("[data-shelves]");
const listPlace = document.querySelector("[data-list]");
const wordsField = form.querySelector("[data-search]");
const bays = form.querySelector("[data-bays-list]");
const count = document.querySelector("[data-count]");
const saidCount = form.querySelector("[data-said-count]");
const trouble = form.querySelector("[data-trouble]");
const waiting = document.querySelector("[data-waiting]");
const toggle = form.querySelector("[data-toggle]");
const nothing = document.querySelector("[data-nothing]");

/** After so much rest, words that are typed go into the address. */
const REST_MS = 1200;
const SCROLL_REST_MS = 300;
const SLOW_MS = 400;

/** What stands in the address besides the fields of the form. */
const apart = { figure: "", alone: "", q: form.dataset.q, page: "", zoom: "", at: "", as: "" };
/** The words behind the tokens that came up here. */
const wordsOf = new Map([["", ""]]);
let shelves = null;
let picker = null;
let tomes = null;
let hasNoShelves = false;
let order = "";

// The address.

function fieldsOf() {
  const data = new FormData(form);
  const fields = {};
  for (const name of ["by", "since", "until", "series", "lucid"]) fields[name] = (data.get(name) ?? "").trim();
  fields.feel = data.getAll("feel").join(",");
  if (fields.by === "latest") fields.by = "";
  return fields;
}

/** Whether anything keeps dreams from being shown, or from being lit. */
function isNarrowed() {
  const { by, ...filters } = fieldsOf();
  return [...Object.values(filters), apart.figure, wordsField.value].some(Boolean);
}

/** The query of an address; of the shelves alone, or with what only this page knows. */
function queryOf({ isWhole = false } = {}) {
  const { zoom, at, as, ...asked } = apart;
  const told = { ...fieldsOf(), ...asked, ...(isWhole ? { zoom, at, as } : {}) };
  const query = new URLSearchParams(Object.entries(told).filter(([, value]) => value));
  return query.size ? `?${query}` : "";
}

function readAddress() {
  const told = new URLSearchParams(location.search);
  for (const name of Object.keys(apart)) apart[name] = told.get(name) ?? "";
  for (const name of ["since", "until", "series", "lucid"]) if (form.elements[name]) form.elements[name].value = told.get(name) ?? "";
  form.elements.by.value = told.get("by") ?? "latest";
  const feelings = (told.get("feel") ?? "").split(",");
  for (const box of form.querySelectorAll("[name=feel]")) box.checked = feelings.includes(box.value);
  wordsField.value = wordsOf.get(apart.q) ?? wordsField.value;
}

/** Let the address say what is shown: as a step to come back to, or in place of what it said. */
function writeAddress({ isStep = false } = {}) {
  const address = `/${queryOf({ isWhole: true })}`;
  // What makes no sense is not worth coming back to.
  if (trouble.textContent || address === location.pathname + location.search) return;
  if (isStep) history.pushState(null, "", address); else history.replaceState(null, "", address);
}

/** Keep the words, so that the address can stand for them without holding them. */
async function keepWords() {
  const words = wordsField.value.trim() ? wordsField.value : "";
  if (words === (wordsOf.get(apart.q) ?? null)) return;
  if (!words) {
    apart.q = "";
    return;
  }
  const answer = await send("POST", "/ask/stacks/words", { words }, { "HX-Request": "true" });
  const { q } = answer.ok ? await answer.json() : {};
  if (!q) return;
  apart.q = q;
  wordsOf.set(apart.q, words);
}

let resting;

async function commit() {
  clearTimeout(resting);
  await keepWords();
  writeAddress({ isStep: true });
}

// Showing.

const isList = () => apart.as === "list" || hasNoShelves
  || (apart.as !== "shelves" && (document.documentElement.dataset.stacks === "list" || isStill() || matchMedia("(forced-colors: active)").matches));

const list = new List(listPlace, { turned: (page) => turnTo(page) });
let isAsking = false;
let isAskedAgain = false;

/** Show what is chosen now. One question at a time: what changes meanwhile is asked when the answer is there. */
async function refresh() {
  if (isAsking) {
    isAskedAgain = true;
    return;
  }
  isAsking = true;
  const slow = setTimeout(() => { waiting.hidden = false; }, SLOW_MS);
  try {
    const facts = isList() ? await showList() : await showShelves();
    trouble.textContent = "";
    if (facts) tellFacts(facts);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble.textContent = error.message;
  } finally {
    clearTimeout(slow);
    waiting.hidden = true;
    isAsking = false;
  }
  if (isAskedAgain) {
    isAskedAgain = false;
    await refresh();
  }
}

function asked(path) {
  // Words that stand in the address by their token need not be sent again.
  const words = wordsField.value;
  const isKept = words === wordsOf.get(apart.q);
  const query = new URLSearchParams(queryOf());
  if (!isKept) query.delete("q");
  return [`${path}?${query}`, isKept ? "" : words];
}

const tellProgress = (done) => {
  waiting.textContent = done ? `Taking the tomes out: ${done.toLocaleString("en")} so far …` : "Taking the tomes out …";
};

async function showShelves() {
  const [address, words] = asked("/ask/stacks/arranged");
  const [arrangement] = await Promise.all([ask(address, { words, waiting: tellProgress }), tomes ?? loadTomes()]);
  if (arrangement.mark !== tomes.mark) {
    // A dream came in, or was read, since the tomes were taken out.
    await loadTomes();
    if (arrangement.mark !== tomes.mark) return showShelves();
  }
  section.hidden = false;
  listPlace.hidden = true;
  if (!shelves && !openShelves()) return showList();
  if (shelves.tomes !== tomes) shelves.setTomes(tomes);
  if (!shelves.layout) restoreZoom();
  shelves.show(arrangement, arrangement.isLit ? arrangement.lit : null);
  if (order !== form.elements.by.value && shelves.top > 0) shelves.scrollTo(0);
  order = form.elements.by.value;
  picker.forget();
  return arrangement;
}

async function loadTomes() {
  tomes = await ask("/stacks/tomes", { waiting: tellProgress });
}

function openShelves() {
  shelves = createShelves(section, { moved, lost: giveUpShelves, painted: () => picker?.placeLabel() });
  if (!shelves) {
    hasNoShelves = true;
    return false;
  }
  picker = new Picker(shelves, section, { open: openDream, zoomed });
  return true;
}

function openDream(nr, isBeside) {
  if (isBeside) open(`/dream/${nr}`, "_blank", "noopener"); else location.href = `/dream/${nr}`;
}

function giveUpShelves() {
  hasNoShelves = true;
  refresh();
}

async function showList() {
  const [address, words] = asked("/ask/stacks/list");
  const put = await list.show(address, words);
  section.hidden = true;
  listPlace.hidden = false;
  return put();
}

function turnTo(page) {
  apart.page = page > 1 ? String(page) : "";
  writeAddress({ isStep: true });
  refresh().then(() => { listPlace.scrollIntoView({ block: "start" }); listPlace.querySelector("h2")?.focus(); });
}

let telling;

/** Say how many dreams are shown, and where one can go. */
function tellFacts({ dreams, of, bays: known }) {
  const number = (value) => value.toLocaleString("en");
  const all = `${number(of)} ${of === 1 ? "dream" : "dreams"}`;
  count.textContent = dreams === of ? all : `${number(dreams)} of ${all}`;
  nothing.hidden = dreams > 0 || known.length > 0;
  const places = known.map(([name, place], index) => [name, String(isList() ? place : index)]);
  if (places.length !== bays.length || places.some(([name, place], index) => bays[index].value !== place || bays[index].text !== name)) {
    bays.replaceChildren(...places.map(([name, place]) => new Option(name, place)));
  }
  bays.closest("label").hidden = known.length < 2;
  bays.classList.toggle("private", form.elements.by.value === "series");
  form.querySelector("[data-clear]").hidden = !isNarrowed();
  form.dataset.shownAs = isList() ? "list" : "shelves";
  toggle.textContent = isList() ? "On shelves" : "As a list";
  clearTimeout(telling);
  telling = setTimeout(() => { saidCount.textContent = `${count.textContent} shown.`; }, REST_MS);
  moved();
}

// Moving about the shelves.

let scrolled;

/** Another part of the shelves is seen. */
function moved() {
  if (isList()) {
    bays.value = [...bays.options].findLast((each) => Number(each.value) <= Number(apart.page || 1))?.value ?? "";
    return;
  }
  if (!shelves?.layout) return;
  picker?.follow();
  const first = shelves.firstSeen;
  if (document.activeElement !== bays && first >= 0) bays.selectedIndex = shelves.bayOf(first);
  clearTimeout(scrolled);
  scrolled = setTimeout(() => {
    apart.at = shelves.top > 1 && first >= 0 ? String(tomes.nr[shelves.arrangement.places[first]] || "") : "";
    apart.zoom = shelves.isAll ? "all" : Math.abs(shelves.scale - shelves.ownScale) < 0.01 ? "" : shelves.scale.toFixed(2);
    writeAddress();
  }, SCROLL_REST_MS);
}

function zoomed() {
  saidCount.textContent = shelves.isAll ? "All on one screen." : `${Math.round(shelves.scale * 100)} per cent.`;
}

/** Come back to where the address says that one was. */
function restoreZoom() {
  const scale = Number(apart.zoom);
  shelves.isAll = apart.zoom === "all";
  shelves.scale = scale >= 0.02 && scale <= 2 ? scale : undefined;
}

function restorePlace() {
  if (!apart.at || !shelves?.layout) return;
  const position = shelves.arrangement.places.indexOf(tomes.nr.indexOf(Number(apart.at)));
  if (position < 0) return;
  shelves.current = position;
  shelves.reveal(position, { atTop: true });
  shelves.repaint();
}

bays.addEventListener("change", () => {
  if (isList()) turnTo(Number(bays.value));
  else {
    const position = shelves.layout.bays[bays.selectedIndex];
    shelves.current = position;
    shelves.reveal(position, { atTop: true });
  }
});

for (const button of form.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => {
    if (!shelves?.layout) return;
    if (button.dataset.zoom === "all") shelves.zoomToAll(); else shelves.zoom(Number(button.dataset.zoom));
    zoomed();
  });
}

// Choosing.

const orbs = new Orbs(document.querySelector("[data-orbs]"), {
  chosen(figure) {
    apart.figure = figure;
    if (!figure) apart.alone = "";
    apart.page = "";
    refresh();
    writeAddress({ isStep: true });
  },
  narrowed(isAlone) {
    apart.alone = isAlone ? "yes" : "";
    refresh();
    writeAddress({ isStep: true });
  },
});

/** The series whose figures float. */
function floating() {
  return form.elements.series?.value || apart.figure.split("-")[0] || form.dataset.floating;
}

form.addEventListener("input", (event) => {
  if (event.target === bays) return;
  if (event.target.matches("[data-figure-name]")) {
    orbs.filter(event.target.value);
    return;
  }
  apart.page = "";
  if (event.target.name === "series") {
    apart.figure = "";
    apart.alone = "";
    orbs.load(floating());
  }
  refresh();
  if (event.target === wordsField) {
    clearTimeout(resting);
    resting = setTimeout(commit, REST_MS);
  }
});
form.addEventListener("change", (event) => { if (event.target !== bays && !event.target.matches("[data-figure-name]")) commit(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  if (event.target.matches("[data-figure-name]")) orbs.chooseFirst(); else commit();
});

/** Show every dream again, in the order that was chosen. */
function clear() {
  for (const field of form.querySelectorAll("input:not([type=checkbox]), [name=series], [name=lucid]")) field.value = "";
  for (const box of form.querySelectorAll("[name=feel]")) box.checked = false;
  Object.assign(apart, { figure: "", alone: "", q: "", page: "" });
  orbs.filter("");
  orbs.mark("", false);
  orbs.load(floating());
  refresh();
  writeAddress({ isStep: true });
}

form.querySelector("[data-clear]").addEventListener("click", clear);
nothing.querySelector("button").addEventListener("click", clear);
form.querySelector("[data-filters]").addEventListener("click", (event) => {
  const isOpen = form.classList.toggle("open");
  event.currentTarget.setAttribute("aria-expanded", isOpen);
});
toggle.addEventListener("click", (event) => {
  event.preventDefault();
  apart.as = isList() ? "shelves" : "list";
  keepLook(apart.as);
  refresh();
  writeAddress({ isStep: true });
});

/** The choice holds for the next visit too. */
function keepLook(stacks) {
  document.documentElement.dataset.stacks = stacks;
  const kept = new URLSearchParams(document.cookie.split("; ").find((each) => each.startsWith("noctuary_look="))?.slice(14) ?? "");
  kept.set("stacks", stacks);
  document.cookie = `noctuary_look=${kept}; path=/; max-age=31536000; samesite=strict`;
}

addEventListener("popstate", async () => {
  readAddress();
  orbs.mark(apart.figure, apart.alone === "yes");
  if (shelves) restoreZoom();
  await refresh();
  restorePlace();
});
for (const query of ["(prefers-reduced-motion: reduce)", "(forced-colors: active)"]) {
  matchMedia(query).addEventListener("change", () => refresh());
}
document.addEventListener("noctuary:look", () => { if (isList() !== (form.dataset.shownAs === "list")) refresh(); });

// The shelves stick below the bar, however high that is.
new ResizeObserver(([{ target }]) => {
  const sticks = getComputedStyle(target).position === "sticky";
  document.documentElement.style.setProperty("--bar-height", `${sticks ? target.offsetHeight : 0}px`);
}).observe(form);

// Beginning.

wordsOf.set(form.dataset.q, wordsField.value);
document.documentElement.dataset.stacks = form.dataset.look;
readAddress();
if (isList() && list.facts) tellFacts(list.facts); else await refresh();
order = form.elements.by.value;
restorePlace();
orbs.mark(apart.figure, apart.alone === "yes");
orbs.load(floating());
