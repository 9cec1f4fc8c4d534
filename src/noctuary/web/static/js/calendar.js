// The calendar by keyboard: one night is in the order of Tab, arrow keys go to the others.

const years = document.querySelector(".years");
const shown = years?.querySelector("[aria-current]");
// The year that is shown is in sight among the others.
if (shown) years.scrollLeft = shown.offsetLeft - (years.clientWidth - shown.clientWidth) / 2;

const grid = document.querySelector(".nights");
const said = document.querySelector("[data-night-said]");

if (grid) {
  const nights = [...grid.querySelectorAll(".night > *")];

  /** The months stand side by side where there is little room, and below each other elsewhere. */
  const isTurned = () => getComputedStyle(grid).display === "grid";

  /** The day and month of a night, counted from 0. */
  const placeOf = (night) => ({ day: night.parentElement.cellIndex - 1, month: night.closest("tr").sectionRowIndex });

  /** The night at a day and month, if there is one. */
  const nightAt = (day, month) => grid.tBodies[0].rows[month]?.cells[day + 1]?.firstElementChild ?? null;

  function goTo(night) {
    if (!night) return;
    for (const each of nights) each.tabIndex = -1;
    night.tabIndex = 0;
    night.focus();
  }

  /** The next night in a direction; from the end of a month on to the next. */
  function step(night, days, months) {
    const { day, month } = placeOf(night);
    if (months) {
      // A month may be too short for the day: its last one stands for it.
      const row = grid.tBodies[0].rows[month + months];
      return row ? nightAt(Math.min(day, row.querySelectorAll(".night").length - 1), month + months) : null;
    }
    return nights[nights.indexOf(night) + days] ?? null;
  }

  /** What a key leads to; the arrows follow what is seen. */
  function target(event, night) {
    const turned = isTurned();
    const { month } = placeOf(night);
    switch (event.key) {
      case "ArrowRight": return turned ? step(night, 0, 1) : step(night, 1, 0);
      case "ArrowLeft": return turned ? step(night, 0, -1) : step(night, -1, 0);
      case "ArrowDown": return turned ? step(night, 1, 0) : step(night, 0, 1);
      case "ArrowUp": return turned ? step(night, -1, 0) : step(night, 0, -1);
      case "Home": return event.ctrlKey ? nights[0] : nightAt(0, month);
      case "End": return event.ctrlKey ? nights.at(-1) : nightAt(grid.tBodies[0].rows[month].querySelectorAll(".night").length - 1, month);
      default: return undefined;
    }
  }

  grid.addEventListener("keydown", (event) => {
    const night = event.target.closest(".night > *");
    if (!night || event.altKey || event.metaKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      const turn = document.querySelector(event.key === "PageUp" ? ".turn [rel=prev]" : ".turn [rel=next]");
      if (turn) { event.preventDefault(); location.href = `${turn.href}#nights`; }
      return;
    }
    const next = target(event, night);
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  });

  /** What is pointed at is said below; names in it stay as private as they are in the cell. */
  function tell(event) {
    const words = event.target.closest(".night > *")?.querySelector(".visually-hidden");
    if (words) said.replaceChildren(...[...words.childNodes].map((each) => each.cloneNode(true)));
  }
  grid.addEventListener("focusin", tell);
  grid.addEventListener("pointerover", tell);

  // Who turned the page by keyboard goes on from there.
  if (location.hash === "#nights") nights.find((each) => each.tabIndex === 0)?.focus();
}
