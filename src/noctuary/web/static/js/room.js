// What every page does: keys that work anywhere, the looks, and writing with the token of this start.
import { isAnythingStashed } from "./stash.js";
import { say, send } from "./talk.js";

const root = document.documentElement;

/** Where the keys lead; the help page lists them. */
const PLACES = { w: "/write", "/": "/search", s: "/", f: "/figures", p: "/places", m: "/motifs", n: "/network", r: "/profile", c: "/calendar" };

/** Whether somebody is typing, so that letters are letters. */
function isTyping(element) {
  return element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

let leading = false;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key;
  if (leading) {
    leading = false;
    if (key in PLACES) { event.preventDefault(); location.href = PLACES[key]; }
    return;
  }
  if (key === "g") leading = true;
  else if (key === "w" && document.querySelector("meta[name=read-only]").content !== "yes") go(event, "/write");
  else if (key === "/") {
    const field = document.querySelector("[data-search]");
    if (field) { event.preventDefault(); field.focus(); } else go(event, "/search");
  } else if (key === "?") go(event, "/help");
  else if (key === ".") { event.preventDefault(); toggleDiscreet(); }
});

function go(event, address) {
  event.preventDefault();
  location.href = address;
}

function toggleDiscreet() {
  const box = document.querySelector("[data-looks] [name=discreet]");
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  say(box.checked ? "Texts and names are blurred." : "Texts and names are shown.");
}

/** The looks hold at once, and for the pages to come. */
document.querySelector("[data-looks]").addEventListener("change", async (event) => {
  const form = event.currentTarget;
  const chosen = {
    light: form.light.value,
    motion: form.motion.checked ? "still" : "system",
    discreet: form.discreet.checked ? "yes" : "no",
    tabs: form.tabs.checked ? "titles" : "plain",
  };
  Object.assign(root.dataset, { light: chosen.light, motion: chosen.motion, discreet: chosen.discreet });
  document.dispatchEvent(new CustomEvent("noctuary:look", { detail: chosen }));
  const kept = new URLSearchParams(document.cookie.split("; ").find((each) => each.startsWith("noctuary_look="))?.slice(14) ?? "");
  for (const [name, value] of Object.entries(chosen)) kept.set(name, value);
  document.cookie = `noctuary_look=${kept}; path=/; max-age=31536000; samesite=strict`;
});
document.querySelector("[data-looks]").addEventListener("submit", (event) => event.preventDefault());

// A choice that leads somewhere: the value of the one field is the address.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-go]")) return;
  event.preventDefault();
  location.href = event.target.querySelector("select").value;
});

// htmx writes with the token too, and what it could not do is said.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Noctuary-Token"] = document.querySelector("meta[name=token]").content;
});
document.addEventListener("htmx:sendError", () => say("The reading room does not answer. Is noctuary serve still running?"));
document.addEventListener("htmx:responseError", () => say("That did not work; the page says why."));

// What was typed while no server answered lies in this browser alone. After a new start any page brings it back; those
// of writing do so themselves, and show it.
if (isAnythingStashed() && !location.pathname.startsWith("/write") && document.querySelector("meta[name=read-only]").content !== "yes") {
  import("./write-draft.js")
    .then(({ bringBack }) => bringBack())
    .then((drafts) => { if (drafts.length) say("What you were writing is a draft in the library now. w opens it."); });
}

export { say, send };
