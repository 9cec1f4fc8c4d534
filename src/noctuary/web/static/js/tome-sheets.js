// On little room, what stands beside the text comes up from below, one sheet at a time.

const NAMES = { "zone-marks": "Marks", "zone-codes": "Codes", "zone-feelings": "Feelings", "zone-who": "Who", "zone-more": "More" };

let openNow = "";

/** Keep the bar of the sheets: called whenever the sheets were put there anew. */
export function keepSheets(article) {
  const zones = [...article.querySelectorAll(".zone")].filter((zone) => zone.id in NAMES);
  const bar = article.querySelector(".sheet-bar");
  bar.replaceChildren(...zones.map((zone) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = NAMES[zone.id];
    button.setAttribute("aria-controls", zone.id);
    button.addEventListener("click", () => show(article, openNow === zone.id ? "" : zone.id, true));
    return button;
  }));
  for (const zone of zones) zone.tabIndex = -1;
  document.body.classList.add("with-sheets");
  show(article, openNow);
}

function show(article, id, byHand = false) {
  openNow = id;
  for (const zone of article.querySelectorAll(".zone")) zone.classList.toggle("open", zone.id === id);
  for (const button of article.querySelectorAll(".sheet-bar button")) {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-controls") === id));
  }
  if (byHand && id) document.getElementById(id).focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !openNow || event.defaultPrevented) return;
  const article = document.querySelector(".tome");
  const button = article.querySelector(`.sheet-bar [aria-controls="${openNow}"]`);
  show(article, "");
  if (button.offsetParent) button.focus();
});
