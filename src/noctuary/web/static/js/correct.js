// Correcting: keys and clicks on codes become acts, and the form for a code.
import { countWords, selectedSpans, selectWord, showWords, wordsIn } from "./correct-words.js";
import { say, send } from "./talk.js";
import { parseSpans } from "./tome-places.js";

const tome = document.querySelector("article.tome");
const nr = tome.dataset.nr;

/** What is corrected beside the text: a card of a code, or the form. It belongs to no modal: the text stays readable. */
const card = document.createElement("div");
card.className = "correct-card paper";
card.setAttribute("role", "dialog");
card.setAttribute("aria-labelledby", "card-title");
card.tabIndex = -1;
card.hidden = true;
tome.after(card);

/** The button that stands near selected words, for who has no keys at hand. */
const near = document.createElement("div");
near.className = "near-words";
near.hidden = true;
near.innerHTML = '<button type="button" data-correct="new">Add a code <kbd>n</kbd></button> <button type="button" data-correct="words" hidden></button>';
tome.after(near);

/** The code that was looked at last: what a key means when nothing else is focused. */
let current = null;
/** Where to go back to when the card closes: "mark" or "entry". */
let cameBy = "entry";
/** What the form holds: the words that are chosen, and those that the code stood on before. */
let editing = { spans: [], before: [] };
/** Acts follow one another: a key pressed while one is under way waits for it, and for the page that comes of it. */
let line = Promise.resolve();

const codes = () => document.getElementById("codes");
const isWithout = () => document.querySelector('[data-corrections=""]') !== null;
const entries = () => [...codes().querySelectorAll(".code-entry:not([hidden])")];
const entryOf = (place) => codes().querySelector(`.code-entry[data-place="${place}"]`);
const marksOf = (place) => [...document.querySelectorAll("#text .mark")].filter((each) => each.dataset.codes.split(" ").includes(String(place)));

function inLine(step) {
  line = line.then(step).catch((error) => {
    say("That did not work. Is noctuary serve still running?");
    reportError(error);
  });
}

// Which code is meant.

function setCurrent(place) {
  current = place;
  for (const each of codes().querySelectorAll(".code-entry")) each.classList.toggle("is-current", each.dataset.place === String(place));
}

/** Focus a code: in the list, or at its words if one came from there. */
function goTo(place) {
  setCurrent(place);
  const mark = cameBy === "mark" ? marksOf(place)[0] : null;
  const entry = place === null ? null : entryOf(place)?.querySelector("button");
  // In a sheet that is not open, the margin cannot be gone to.
  const isSeen = entry?.checkVisibility({ visibilityProperty: true });
  (mark ?? (isSeen ? entry : place === null ? null : marksOf(place)[0]) ?? document.getElementById("main")).focus();
  setCurrent(place);
}

const isShowing = () => !card.hidden && !card.querySelector("form");

function step(by) {
  const list = entries();
  if (!list.length) { say("No code is marked here. n adds one."); return; }
  const at = list.findIndex((each) => each.dataset.place === String(current));
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
  goTo(Number(list[next].dataset.place));
  return isShowing() ? showCode(current, false) : undefined;
}

document.addEventListener("focusin", (event) => {
  const entry = event.target.closest?.(".code-entry");
  const mark = event.target.closest?.("#text .mark");
  if (entry) { cameBy = "entry"; setCurrent(Number(entry.dataset.place)); }
  if (mark) {
    cameBy = "mark";
    const on = mark.dataset.codes.split(" ").map(Number);
    if (!on.includes(current)) setCurrent(on[0]);
  }
});

// Acts. Each is a step in the line, and calls no other line.

/** Do one act, show what became of it, and say so; return whether it was done. */
async function act(body) {
  const answer = await send("POST", `/dream/${nr}/correct`, { ...body, seen: codes().dataset.version });
  const done = await answer.json();
  if (done.refused) {
    if (done.outdated) await refresh(current, null);
    say(done.refused);
    return false;
  }
  if (done.act) await refresh(done.place, done.layer);
  if (done.undone) say(done.act ? `Taken back: ${done.act}.` : "There is nothing to take back.");
  else say(done.act ? `${done.act.charAt(0).toUpperCase()}${done.act.slice(1)}. u takes it back.` : "You say so already.");
  return true;
}

/** Render what rests on the readings anew, with the layer of what was changed marked too. */
async function refresh(place, layer, extra = {}) {
  const layers = new Set(document.getElementById("text").dataset.layers.split(" ").filter(Boolean));
  if (layer) layers.add(layer);
  const wasOpen = document.getElementById("by-scale")?.open;
  const pressed = document.activeElement?.closest?.("#tome-body [data-correct], #tome-body [data-corrections]")?.dataset;
  const query = new URLSearchParams({ layers: [...layers].join(","), ...extra });
  const answer = await fetch(`/dream/${nr}/body?${query}`, { headers: { "HX-Request": "true" } });
  const body = document.getElementById("tome-body");
  // Not by htmx, which compares each element with the one before: with hundreds of codes that is felt at each key.
  body.innerHTML = await answer.text();
  htmx.process(body);
  document.dispatchEvent(new Event("noctuary:tome"));
  const address = answer.headers.get("HX-Replace-Url");
  if (address) history.replaceState(history.state, "", address);
  if (wasOpen) document.getElementById("by-scale").open = true;
  setCurrent(place !== null && entryOf(place) ? place : null);
  if (card.contains(document.activeElement)) return;
  const same = pressed && [...document.querySelectorAll("#tome-body button")].find((each) =>
    "corrections" in pressed ? "corrections" in each.dataset : each.dataset.correct === pressed.correct && each.dataset.scale === pressed.scale);
  if (same) same.focus(); else goTo(current);
}

const spansOf = (place) => parseSpans(entryOf(place)?.dataset.spans ?? "");

/** An open card shows what the code is now. */
async function actAndShow(body) {
  if (await act(body) && isShowing()) await showCode(current, false);
}

/** The words that a code is to stand on: those that are selected, or else ask for them in the form. */
function giveWords() {
  const spans = selectedSpans();
  return spans.length ? actOnSelection({ act: "words", place: current, spans }) : openForm(current, { focus: "from" });
}

function addWords() {
  const spans = selectedSpans();
  if (!spans.length) { say("Select the words first: with the mouse, or with the right and left arrow and shift."); return undefined; }
  return actOnSelection({ act: "words", place: current, spans: [...spansOf(current), ...spans] });
}

async function actOnSelection(body) {
  if (!await act(body)) return;
  getSelection().removeAllRanges();
  if (isShowing()) await showCode(current, false);
}

const ON_A_CODE = {
  accept: () => actAndShow({ act: "accept", place: current }),
  "accept scale": () => actAndShow({ act: "accept scale", scale: entryOf(current).dataset.scale }),
  remove: () => { close(); return act({ act: "remove", place: current }); },
  change: () => openForm(current),
  words: giveWords,
  "more words": addWords,
};
const ANYWHERE = {
  new: () => openForm(null),
  undo: () => actAndShow({ act: "undo" }),
  "accept all": () => actAndShow({ act: "accept all" }),
  close,
  next: () => step(1),
  previous: () => step(-1),
};
const KEYS = { a: "accept", x: "remove", c: "change", e: "words", E: "more words", A: "accept scale", n: "new", u: "undo", j: "next", k: "previous" };

function run(name, scale) {
  inLine(() => {
    if (isWithout() && !["close", "next", "previous"].includes(name)) { say("This is how it was read. Show the corrections to go on."); return undefined; }
    if (scale && name === "accept scale") return actAndShow({ act: name, scale });
    if (name in ANYWHERE) return ANYWHERE[name]();
    if (current === null || !entryOf(current)) { say("Go to a code first: j and k lead from one to the next."); return undefined; }
    return ON_A_CODE[name]();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !card.hidden) { event.preventDefault(); close(); return; }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.target.closest("form[data-code-form]")) return;
  const onCode = event.target.closest("#text, .code-entry");
  if (event.key === "Enter" && event.target.matches("#text .mark")) { event.preventDefault(); inLine(() => showCode(current)); }
  else if (onCode && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    const spans = current === null ? [] : spansOf(current);
    selectWord(event.key === "ArrowRight" ? 1 : -1, event.shiftKey, spans[0]);
  } else if (event.key in KEYS) { event.preventDefault(); run(KEYS[event.key]); }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-correct]");
  if (button) { run(button.dataset.correct, button.dataset.scale); return; }
  const shown = event.target.closest("[data-show]");
  if (shown) { setCurrent(Number(shown.dataset.show)); inLine(() => showCode(current)); return; }
  const without = event.target.closest("[data-corrections]");
  if (without) {
    close();
    inLine(() => refresh(null, null, without.dataset.corrections ? { corrections: "without" } : {}));
    return;
  }
  // A click that ends a selection is none.
  if (selectedSpans().length) return;
  const mark = event.target.closest("#text .mark");
  const name = event.target.closest(".code-entry .code-name");
  if (mark || name) inLine(() => showCode(current, true, true));
});

// The card and the form.

/** Show what a code is; `byClick` unless the click turned out to be the first of two, which select a word. */
async function showCode(place, moveFocus = true, byClick = false) {
  if (place === null || !entryOf(place)) return;
  const mark = marksOf(place).find((each) => each === document.activeElement) ?? marksOf(place)[0];
  const together = (mark?.dataset.codes ?? "").split(" ").filter(Boolean).join(",");
  const held = card.contains(document.activeElement) ? document.activeElement.dataset.correct : null;
  if (!await fill(`/dream/${nr}/code/${place}?${new URLSearchParams({ with: together })}`)) return;
  if (byClick && selectedSpans().length) { hide(); return; }
  beside(mark ?? entryOf(place));
  if (held) (card.querySelector(`[data-correct="${held}"]`) ?? card).focus();
  else if (moveFocus) card.querySelector('[data-correct="accept"]').focus();
}

async function openForm(place, { scale = "", focus = "code", typed = "", spans = null } = {}) {
  if (place !== null && !entryOf(place)) return;
  const chosen = spans ?? (place === null ? selectedSpans() : selectedSpans().length ? selectedSpans() : spansOf(place));
  const query = new URLSearchParams();
  if (place !== null) query.set("place", place);
  const usual = scale || (place === null ? usualScale() : "");
  if (usual) query.set("scale", usual);
  if (!await fill(`/dream/${nr}/code?${query}`)) return;
  beside(null);
  const form = card.querySelector("form");
  editing = { spans: chosen, before: place === null ? [] : spansOf(place) };
  if (typed) form.elements.code.value = typed;
  for (const field of [form.elements.from, form.elements.to]) field.max = countWords();
  wordsChanged(form);
  const field = form.elements[focus];
  field.focus();
  field.select?.();
  check(form, typed || (place !== null && !scale) ? "typed" : "chosen");
}

/** A new code is of the scale of the code that was looked at, or of what is marked. */
function usualScale() {
  const entry = current === null ? entries()[0] : entryOf(current);
  return entry?.dataset.scale ?? "characters";
}

async function fill(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) { say("This code is not there any more. The page shows what is."); await refresh(null, null); return false; }
  card.innerHTML = await answer.text();
  card.hidden = false;
  near.hidden = true;
  return true;
}

/** Put the card beside the text at the height of the words, or below them; on a narrow screen it comes from below. */
function beside(element) {
  card.classList.toggle("as-form", element === null);
  card.style.removeProperty("top");
  card.style.removeProperty("left");
  if (!element || matchMedia("(max-width: 46rem)").matches) return;
  const at = element.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const margin = document.getElementById("text").getBoundingClientRect().right + 16;
  const isRoom = margin + size.width + 16 <= innerWidth;
  const highest = innerHeight - size.height - 8;
  const below = at.bottom + 8 <= highest ? at.bottom + 8 : at.top - size.height - 8;
  card.style.top = `${Math.max(8, isRoom ? Math.min(at.top, highest) : below)}px`;
  card.style.left = `${Math.max(8, isRoom ? margin : Math.min(at.left, innerWidth - size.width - 24))}px`;
}

function hide() {
  card.hidden = true;
  card.replaceChildren();
  showWords([]);
}

function close() {
  const back = card.contains(document.activeElement);
  hide();
  if (back) { if (current === null) document.getElementById("main").focus(); else goTo(current); }
}

/** What was chosen, group by group; only what is asked. */
function chosenIn(form) {
  const chosen = {};
  for (const group of form.querySelectorAll("[data-group]")) {
    if (group.hidden) continue;
    chosen[group.dataset.group] = [...group.querySelectorAll("input:checked")].map((each) => each.value);
  }
  return chosen;
}

/** Show only the groups that are asked after what was chosen elsewhere. */
function ask(form) {
  for (const group of form.querySelectorAll("[data-needs]")) {
    const needed = group.dataset.needs;
    if (!needed) continue;
    const answers = JSON.parse(group.dataset.answers);
    const given = [...form.querySelectorAll(`[data-group="${needed}"] input:checked`)].map((each) => each.value);
    group.hidden = !given.some((each) => answers.includes(each));
  }
}

let checking = 0;

/** Ask the server what the code means: it alone decides what is one. */
async function check(form, by) {
  const mine = ++checking;
  const typed = by === "typed" ? form.elements.code.value : "";
  const answer = await send("POST", "/correct/check", { scale: form.elements.scale.value, typed, chosen: chosenIn(form) });
  const found = await answer.json();
  if (mine !== checking || !form.isConnected) return null;
  const means = form.querySelector("#code-means");
  const others = form.querySelector(".code-elsewhere");
  const untouched = by === "chosen" && found.refused?.startsWith("Still to choose");
  means.textContent = found.words ? `${found.code}: ${found.words}` : found.refused;
  means.classList.toggle("is-refused", Boolean(found.refused) && !untouched);
  form.elements.code.setAttribute("aria-invalid", String(Boolean(found.refused) && !untouched));
  others.hidden = true;
  if (found.words) {
    if (by === "typed") choose(form, found.chosen);
    else form.elements.code.value = found.code;
  } else {
    if (by === "chosen") form.elements.code.value = "";
    offer(others, found.elsewhere ?? []);
  }
  return found;
}

/** Offer what a typed code means on other scales. */
function offer(place, found) {
  place.replaceChildren(...found.map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bare";
    button.dataset.elsewhere = each.scale;
    button.dataset.typed = each.code;
    button.textContent = `${each.scale_name}: ${each.words}`;
    return button;
  }));
  place.hidden = !found.length;
}

function choose(form, chosen) {
  for (const group of form.querySelectorAll("[data-group]")) {
    const answers = chosen[group.dataset.group] ?? [];
    for (const each of group.querySelectorAll("input")) each.checked = answers.includes(each.value);
  }
  ask(form);
}

let waiting;

card.addEventListener("input", (event) => {
  const form = event.target.form;
  if (event.target.name === "code") {
    // An answer that is on its way was asked before this was typed.
    checking += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => check(form, "typed"), 80);
  } else if (event.target.name === "from" || event.target.name === "to") {
    editing.spans = wordsIn(Number(form.elements.from.value), Number(form.elements.to.value), event.target.name);
    wordsChanged(form, event.target.name);
  }
});

card.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.name === "scale") inLine(() => openForm(form.dataset.place === "" ? null : Number(form.dataset.place), { scale: form.elements.scale.value, focus: "scale", spans: editing.spans }));
  else if (event.target.closest("[data-group]")) { ask(form); check(form, "chosen"); }
});

card.addEventListener("click", (event) => {
  const form = event.target.closest("form");
  const other = event.target.closest("[data-elsewhere]");
  const words = event.target.closest("[data-words]");
  if (other) inLine(() => openForm(form.dataset.place === "" ? null : Number(form.dataset.place), { scale: other.dataset.elsewhere, typed: other.dataset.typed, spans: editing.spans }));
  if (words) {
    editing.spans = words.dataset.words === "none" ? [] : editing.before;
    wordsChanged(form);
  }
});

card.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  const form = event.target;
  inLine(async () => {
    const found = await check(form, form.elements.code.value.trim() ? "typed" : "chosen");
    if (!found) return;
    // What was typed is a code of one other scale alone: then that is meant.
    const meant = found.words ? found : form.dataset.place === "" && found.elsewhere?.length === 1 ? found.elsewhere[0] : null;
    if (!meant) { say(found.refused); form.elements.code.focus(); return; }
    const place = form.dataset.place === "" ? null : Number(form.dataset.place);
    const also = [...form.querySelectorAll("[name=also]:checked")].map((each) => Number(each.value));
    const body = { scale: meant.scale, code: meant.code, spans: editing.spans };
    // The form stays, with all that was chosen, until the act is done.
    if (!await act(place === null ? { act: "add", ...body } : { act: "change", place, ...body, also_in: meant.scale === "characters" ? also : [] })) return;
    getSelection().removeAllRanges();
    close();
  });
});

/** Show the words that a form holds, in it and in the text. */
function wordsChanged(form, by = "") {
  const { from, to, words } = showWords(editing.spans);
  form.querySelector("[data-words-shown]").textContent = words || "No words yet.";
  if (by !== "from") form.elements.from.value = from ?? "";
  if (by !== "to") form.elements.to.value = to ?? "";
}

// Words that are selected while the form is open are its words; else a button comes near them.
let settling;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const spans = selectedSpans();
    const form = card.querySelector("form");
    if (form && spans.length) { editing.spans = spans; wordsChanged(form); } else if (spans.length && isShowing()) hide();
    near.hidden = !spans.length || !card.hidden || isWithout();
    if (near.hidden) return;
    const words = near.querySelector('[data-correct="words"]');
    words.hidden = current === null || !entryOf(current);
    if (!words.hidden) words.textContent = `These words for ${entryOf(current).dataset.code}`;
    const at = getSelection().getRangeAt(0).getBoundingClientRect();
    near.style.top = `${Math.max(8, Math.min(innerHeight - 56, at.bottom + 8))}px`;
    near.style.left = `${Math.max(8, Math.min(innerWidth - 280, at.left))}px`;
  }, 60);
});
// A press on it must not take the selection away.
near.addEventListener("mousedown", (event) => event.preventDefault());

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-coder]")) return;
  event.preventDefault();
  const field = event.target.elements.coder;
  const answer = await send("POST", "/correct/coder", { coder: field.value });
  const given = await answer.json();
  say(given.refused ?? `You correct as ${given.coder}.`);
  if (given.refused) field.focus(); else inLine(() => refresh(current, null));
});
