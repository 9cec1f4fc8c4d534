// Searching as one types: the latest question is answered, late answers are dropped, and what settles gets an address.
import { say, send } from "./talk.js";

/** How long typing rests before it is asked, before its link is kept, before meaning is asked, and numbers again; in ms. */
const TYPED = 70;
const SETTLED = 1500;
const MEANT = 450;
const COUNTED = 500;

const form = document.querySelector("[data-search-form]");
const field = form.query;
const place = document.querySelector("[data-search-answer]");
const nearby = document.querySelector("[data-search-near]");
const status = document.getElementById("search-says");

/** What was typed for each address of this visit: the addresses themselves hold no word. */
const typed = new Map();
/** Whether the entry of history that is shown came of a pause, and so makes way for what is typed on. */
let isPassing = false;
let asking, meaning, typing, settling;

const answer = () => place.querySelector(".search-answer");
const asked = () => ({ query: field.value, order: form.order.value });

/** Put HTML of our own server into an element that belongs to no page yet. */
function parsed(html) {
  const held = document.createElement("template");
  held.innerHTML = html;
  return held.content;
}

/** Ask for a part of the page; null if a newer question has been asked meanwhile, or there was no answer. */
async function fetched(address, body, control) {
  try {
    const said = await send("POST", address, body, { "HX-Request": "true" }, { signal: control.signal });
    const html = await said.text();
    if (control.signal.aborted) return null;
    if (said.ok) return parsed(html);
    say("That search could not be answered.");
  } catch {
    if (!control.signal.aborted) say("The reading room does not answer. Is noctuary serve still running?");
  }
  return null;
}

/** Ask what is typed, or what it becomes with a condition pressed; return whether the page shows its answer. */
async function ask(pressed = {}) {
  clearTimeout(typing);
  asking?.abort();
  asking = new AbortController();
  const found = await fetched("/ask/search", { ...asked(), ...pressed }, asking);
  if (!found) return false;
  const problem = found.querySelector("[data-problem]");
  status.classList.toggle("is-problem", problem !== null);
  if (problem) {
    status.textContent = problem.textContent;
    return false;
  }
  show(found.firstElementChild, "facet" in pressed);
  return true;
}

/** Put an answer where the last one stood, without moving whoever is within it. */
function show(next, isPressed) {
  const last = answer();
  const held = document.activeElement?.closest("[data-facet], [data-year]");
  next.classList.toggle("is-narrowing", last.classList.contains("is-narrowing"));
  next.querySelector("[data-narrow]").setAttribute("aria-expanded", next.classList.contains("is-narrowing"));
  for (const open of last.querySelectorAll("details[open]")) {
    next.querySelector(`details[data-further="${open.dataset.further}"]`)?.setAttribute("open", "");
  }
  replace(place, next);
  if (isPressed) field.value = next.dataset.query;
  if (held) again(held)?.focus();
  status.textContent = next.querySelector("[data-says]").textContent;
  clearTimeout(settling);
  settling = setTimeout(() => settle(true), SETTLED);
  clearTimeout(meaning);
  meaning = setTimeout(mean, MEANT);
  count();
}

/** Replace what a part of the page holds; who stands on a dream there goes on standing on it, or on the first one. */
function replace(part, next) {
  const hit = part.contains(document.activeElement) && document.activeElement.closest("[data-hit]");
  part.replaceChildren(next);
  if (hit) (part.querySelector(`[data-hit][href="${hit.getAttribute("href")}"]`) ?? part.querySelector("[data-hit]") ?? field).focus();
}

/** Where numbers are still found out, put them beside the facets as soon as they are there. */
async function count() {
  const here = answer();
  if (!("counting" in here.dataset)) return;
  await new Promise((resolve) => { setTimeout(resolve, COUNTED); });
  if (answer() !== here) return;
  const found = await fetched("/ask/search", { query: here.dataset.query, order: form.order.value }, new AbortController());
  const next = found?.querySelector(".search-answer");
  if (!next || answer() !== here) return;
  here.querySelector("[data-facets]").replaceWith(next.querySelector("[data-facets]"));
  if ("counting" in next.dataset) count();
  else delete here.dataset.counting;
}

/** Find the control that was held in the page as it is now. */
function again(held) {
  const within = [...answer().querySelectorAll("[data-facet], [data-year]")];
  return within.find((each) => each.dataset.facet === held.dataset.facet && each.dataset.value === held.dataset.value && each.name === held.name)
    ?? answer().querySelector("[data-facet]");
}

let near;

/** Ask what lies near the words in meaning. */
async function mean() {
  near?.abort();
  near = new AbortController();
  const control = near;
  if (!field.value.trim()) { nearby.replaceChildren(); return; }
  const found = await fetched("/ask/search/near", { query: field.value }, control);
  if (!found) return;
  const isPending = found.querySelector("[data-pending]") !== null;
  replace(nearby, found);
  if (isPending) meaning = setTimeout(mean, 700);
}

/** The address of what is shown. */
function address() {
  const token = answer().dataset.token;
  const order = form.order.value === "best" ? "" : `?order=${form.order.value}`;
  return `/search${token && `/${token}`}${order}`;
}

/** Keep what is shown, and give it an address; one that came of a pause makes way for the next. */
async function settle(isPause = false) {
  clearTimeout(settling);
  const here = address();
  typed.set(here, { query: answer().dataset.query, order: form.order.value });
  if (here !== location.pathname + location.search) {
    history[isPassing ? "replaceState" : "pushState"]({}, "", here);
    isPassing = isPause;
  } else if (!isPause) isPassing = false;
  if (answer().dataset.token) {
    await send("POST", "/ask/search/keep", { query: answer().dataset.query }, {}, { keepalive: true }).catch(() => {});
  }
}

typed.set(address(), asked());
count();

addEventListener("popstate", async () => {
  const known = typed.get(location.pathname + location.search);
  if (!known) { location.reload(); return; }
  isPassing = false;
  field.value = known.query;
  form.order.value = known.order;
  await ask();
  clearTimeout(settling);
});

field.addEventListener("input", () => {
  clearTimeout(typing);
  clearTimeout(settling);
  typing = setTimeout(ask, TYPED);
});
form.order.addEventListener("change", () => ask());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await ask()) settle();
});

place.addEventListener("click", async (event) => {
  const choice = event.target.closest("[data-facet]");
  const more = event.target.closest("[data-more]");
  const narrow = event.target.closest("[data-narrow]");
  const onward = event.target.closest("[data-with-these] a");
  if (choice) {
    if (await ask({ facet: choice.dataset.facet, value: choice.dataset.value })) settle();
  } else if (more) showMore(more);
  else if (narrow) narrow.setAttribute("aria-expanded", answer().classList.toggle("is-narrowing"));
  else if (onward && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    // The next page looks the search up: it has to be kept before.
    event.preventDefault();
    await settle();
    location.href = onward.href;
  } else if (event.target.closest("[data-hit]")) settle();
});
nearby.addEventListener("click", (event) => { if (event.target.closest("[data-hit]")) settle(); });

place.addEventListener("change", async (event) => {
  if (!event.target.matches("[data-year]")) return;
  const [from, to] = ["from", "to"].map((name) => answer().querySelector(`[name=${name}]`).value.trim());
  const value = from === to ? from : `${from}..${to}`;
  if (await ask({ facet: "date", value: value === ".." ? "" : value })) settle();
});

/** Show the next results below those that are shown, and go on from the first of them. */
async function showMore(button) {
  button.disabled = true;
  const control = new AbortController();
  const query = answer().dataset.query;
  const found = await fetched("/ask/search/more", { query, order: form.order.value, start: Number(button.dataset.more) }, control);
  if (!found || !button.isConnected) { button.disabled = false; return; }
  const first = found.querySelector("[data-hit]");
  button.closest("li").replaceWith(found);
  first?.focus();
}

// From the field to the results and back, and along them, by the arrows.
document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...document.querySelectorAll(".search-body [data-hit]")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== field) return;
  const next = event.key === "ArrowDown" ? links[at + 1] : at > 0 ? links[at - 1] : at === 0 ? field : null;
  if (next) { event.preventDefault(); next.focus(); }
});

// A page that is opened at a kept search shows what is near too.
if (field.value) meaning = setTimeout(mean, MEANT);
field.setSelectionRange(field.value.length, field.value.length);
