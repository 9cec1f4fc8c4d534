// The page of writing: the field and what is said of the night, drafted as they are typed; keeping; the state, honestly.
import { bringBack, Keeper } from "./write-draft.js";
import { offerDictation } from "./write-dictation.js";

const form = document.getElementById("writing");
const dream = document.getElementById("dream");
const night = document.getElementById("night");
const ownFeelings = document.getElementById("own-feelings");
const FEELING = "feeling:";
/** Fields with a default: they alone make no draft. */
const GIVEN = new Set(["date", "series"]);

// What the fields hold.

/** What is filled in, by the name of the field; the series also where it was emptied. */
function read() {
  const details = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "text" && (value !== "" || name === "series")) details[name] = value;
  }
  return { text: dream.value, details };
}

/** Put a draft into the fields; what it says nothing of stays as it is given. */
function fill({ text, details }) {
  if (dream.value !== text) {
    // Who stands at the end goes on there.
    const caret = dream.selectionStart === dream.value.length ? text.length : dream.selectionStart;
    dream.value = text;
    dream.setSelectionRange(caret, caret);
  }
  for (const name of Object.keys(details)) {
    if (name.startsWith(FEELING) && !form.elements[name]) addFeeling(name.slice(FEELING.length));
  }
  const isBegun = Object.keys(details).length > 0;
  for (const { name } of [...form.elements]) {
    if (name && name !== "text" && (isBegun || !GIVEN.has(name))) form.elements[name].value = details[name] ?? "";
  }
  show();
}

/** A feeling of one's own, as a field beside the others. */
function addFeeling(name) {
  const field = document.getElementById("own-feeling").content.cloneNode(true);
  field.querySelector("bdi").textContent = name;
  field.querySelector("input").name = FEELING + name;
  ownFeelings.append(field);
  return ownFeelings.lastElementChild.querySelector("input");
}

document.getElementById("add-feeling").addEventListener("click", () => {
  const field = document.getElementById("new-feeling");
  const name = field.value.trim();
  if (!name) { field.focus(); return; }
  field.value = "";
  const known = form.elements[FEELING + name];
  (known instanceof RadioNodeList ? known[0] : known ?? addFeeling(name)).focus();
});
document.getElementById("new-feeling").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("add-feeling").click();
  }
});

/** A full date as one says it; any other as it was written. */
function inWords(date) {
  const [year, month, day] = date.split("-").map(Number);
  const full = /^\d{4}-\d\d-\d\d$/.test(date) ? new Date(year, month - 1, day) : null;
  if (full === null || full.getDate() !== day) return date;
  return full.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** Show what follows from what is written. */
function show() {
  const { text, details } = read();
  const isBegun = text.trim() !== "" || Object.keys(details).some((name) => !GIVEN.has(name));
  document.getElementById("night-summary").textContent = [inWords(details.date ?? ""), details.title].filter(Boolean).join(" · ");
  document.getElementById("no-dream").hidden = isBegun;
  document.getElementById("begun").hidden = !isBegun;
  if (!CSS.supports("field-sizing", "content")) {
    dream.style.height = "auto";
    dream.style.height = `${dream.scrollHeight}px`;
  }
}

// The state: shown all the time, said aloud only when it turns bad or good again.

const TROUBLE = {
  away: () => "The library does not answer. Is noctuary serve still running? After a new start, open its new link.",
  closed: () => "Noctuary was started anew. Open the new link that it printed.",
  refused: ({ message }) => message,
};
let isTroubled = false;
let isApart = false;

/** What a state is in words. */
function sentence(state) {
  if (state.kind in TROUBLE) {
    const place = state.isStashed ? "What you write stays here and in this browser." : "This browser keeps nothing: copy your words to a safe place.";
    return `${TROUBLE[state.kind](state)} ${place}`;
  }
  if (state.kind === "gone") return "This draft was kept or discarded in another tab.";
  const kept = `Kept at ${new Date(state.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  return isApart ? `${kept}. Another tab changed the draft; this is a draft of its own now.` : kept;
}

function tell(state) {
  isApart ||= state.kind === "apart";
  const words = sentence(state);
  const wasTroubled = isTroubled;
  isTroubled = state.kind in TROUBLE;
  const place = document.getElementById("state");
  place.textContent = words;
  place.classList.toggle("troubled", isTroubled);
  const isNews = state.kind !== "kept" || wasTroubled;
  const said = document.getElementById("state-said");
  // The same words again are no news.
  if (isNews && said.textContent !== words) said.textContent = words;
  // From here on, the page that is loaded again is that of this draft.
  const address = `/write/${keeper.id}`;
  if (keeper.base > 0 && location.pathname !== address) history.replaceState(null, "", address);
}

// The draft.

const given = JSON.parse(form.dataset.draft);
const keeper = new Keeper(given, tell);
fill(given);
// What the fields give of themselves is nothing that was written.
keeper.take({ ...given, ...read() });
if (given.when) document.getElementById("state").textContent = `Kept ${given.when}`;
if (!dream.autofocus && !dream.value) dream.focus();
dream.setSelectionRange(dream.value.length, dream.value.length);

form.addEventListener("input", (event) => {
  if (!event.target.name) return;
  clearRefusal(event.target.closest("[data-field]"));
  if (keeper.base === 0 && event.target === dream) beginToday();
  keeper.change(read());
  show();
});

/** A page may have been open since yesterday: the night is that of the first word. */
function beginToday() {
  const summary = document.getElementById("night-summary");
  const now = new Date();
  const today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  if (form.elements.date.value !== summary.dataset.today) return;
  form.elements.date.value = summary.dataset.today = today;
}

/** Show what another page wrote, where nothing was written here. */
function takeOver(draft) {
  fill(draft);
  keeper.take({ ...draft, ...read() });
  tell({ kind: "kept", at: Date.now() });
}

/** Bring back what lies in this browser alone; where it belongs here, show it. */
async function recover() {
  const isFresh = keeper.base === 0;
  for (const draft of await bringBack()) {
    const belongs = draft.id === keeper.id || (isFresh && dream.value === "");
    if (belongs && keeper.isKept) takeOver(draft);
    else document.getElementById("state-said").textContent = "Something else that was written in this browser is a draft again.";
  }
}

async function lookAgain() {
  if (document.visibilityState !== "visible") return;
  if (!keeper.isKept) { keeper.save(); return; }
  const draft = await keeper.look();
  if (draft) takeOver(draft);
}

recover();
addEventListener("pagehide", () => keeper.flush());
// A page that comes back as it was may be of a draft that was kept since.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("online", lookAgain);
addEventListener("focus", lookAgain);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keeper.flush();
  else lookAgain();
});
// A locked library takes no words any more: what is written goes there first.
document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.path !== "/lock" || keeper.isKept) return;
  event.preventDefault();
  keeper.save().then((isSaved) => { if (isSaved) event.detail.issueRequest(true); });
});

// Keeping.

/** Say beside a field why it cannot be kept. */
function refuse({ field, message, hint, address }) {
  const place = [...form.querySelectorAll("[data-field]")].find((each) => each.dataset.field === field) ?? form.elements[field]?.closest("label");
  const input = field === "text" ? dream : place?.querySelector("input, textarea");
  if (!place || !input) { tell({ kind: "refused", message: `${message} ${hint}`, isStashed: true }); return; }
  clearRefusal(place);
  if (night.contains(place)) night.open = true;
  const words = document.createElement("p");
  Object.assign(words, { id: "refusal", className: "refusal", role: "alert" });
  words.textContent = `${message} ${hint} `;
  if (address) words.append(Object.assign(document.createElement("a"), { href: address, textContent: "See it" }));
  place.after(words);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "refusal");
  input.focus();
}

function clearRefusal() {
  document.getElementById("refusal")?.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = document.getElementById("keep");
  if (button.disabled) return;
  button.disabled = true;
  // What would be typed now would belong to no draft any more.
  dream.readOnly = true;
  clearRefusal();
  keeper.change(read());
  const { kept, refused } = await keeper.keep();
  if (kept) { location.assign(kept); return; }
  button.disabled = false;
  dream.readOnly = false;
  if (refused) refuse(refused);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape" && form.contains(event.target)) {
    // Out of the field, so that the keys of every page work again.
    document.getElementById("main").focus();
  }
});
document.getElementById("discard").addEventListener("click", async () => {
  if (confirm("Discard this draft? Its words are gone then.") && (await keeper.discard())) location.assign("/write");
});

offerDictation(document.getElementById("dictate"), dream);
show();
