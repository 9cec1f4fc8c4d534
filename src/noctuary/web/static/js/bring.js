// Handing files over: chosen or dropped, single ones and whole folders, each with its place.
import { say, send } from "./talk.js";

const place = document.querySelector("[data-bring]");
const drop = document.querySelector("[data-drop]");

// Not every browser lets one choose a folder.
if (!("webkitdirectory" in document.createElement("input"))) document.querySelector("[data-folder-choice]").remove();

/** Hand files over, each as [where it lies, the file], and show what would come of them. */
async function hand(files) {
  if (!files.length) { say("No files were found there."); return; }
  const form = new FormData();
  for (const [path, file] of files) form.append("file", file, path);
  drop.inert = true;
  say(files.length === 1 ? "Handing one file over." : `Handing ${files.length.toLocaleString("en")} files over.`);
  try {
    const said = await send("POST", "/bring-in/files", form, { "HX-Request": "true" });
    place.innerHTML = await said.text();
    htmx.process(place);
    say("");
    place.querySelector("h2")?.focus();
  } catch {
    say("The files could not be handed over. Is noctuary serve still running, and are the files still there?");
  } finally {
    drop.inert = false;
  }
}

for (const input of document.querySelectorAll("[data-files]")) {
  input.addEventListener("change", async () => {
    const files = [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
    await hand(files);
    input.value = "";
  });
}

// Also beside the place for them: else the browser would leave the page and open the file.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
drop.addEventListener("dragenter", () => drop.classList.add("is-over"));
drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("is-over"); });
drop.addEventListener("drop", async (event) => {
  drop.classList.remove("is-over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => [file.name, file]);
  await hand(entries.length ? (await Promise.all(entries.map(within))).flat() : plain);
});

/** All files of a dropped entry, a file or a folder, each as [where it lies, the file]. */
async function within(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [[path, await new Promise((resolve, reject) => { entry.file(resolve, reject); })]];
  const reader = entry.createReader();
  const found = [];
  // A folder tells of a hundred at a time.
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return (await Promise.all(found.map(within))).flat();
    found.push(...some);
  }
}
