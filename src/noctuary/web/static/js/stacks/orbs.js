// Figures that float over the shelves; one of them may be chosen.

const SMALLEST = 26;
const LARGEST = 62;
/** So many are seen unasked; the others where their name is typed. */
const SEEN = 18;

export class Orbs {
  /**
   * @param {HTMLElement} place
   * @param {{chosen: (figure: string) => void, narrowed: (isAlone: boolean) => void}} tell
   */
  constructor(place, tell) {
    this.place = place;
    this.tell = tell;
    this.figure = "";
    this.isAlone = false;
    this.series = "";
    place.addEventListener("click", (event) => {
      const orb = event.target.closest("[data-figure]");
      if (orb) this.choose(orb.dataset.figure === this.figure ? "" : orb.dataset.figure);
      else if (event.target.closest("[data-let-go]")) this.letGo();
    });
    place.addEventListener("change", (event) => {
      if (event.target.matches("[data-alone]")) {
        this.isAlone = event.target.checked;
        this.tell.narrowed(this.isAlone);
      }
    });
    place.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.figure) this.letGo(); });
    document.addEventListener("htmx:afterSettle", () => this.dress());
  }

  get all() {
    return [...this.place.querySelectorAll("[data-figure]")];
  }

  /** Have the figures of a series float; of none, say how to see some. */
  load(series) {
    if (series === this.series) return;
    this.series = series;
    this.place.querySelector("[data-orbs-hint]").hidden = Boolean(series);
    const row = this.place.querySelector("[data-orbs-row]");
    if (series) htmx.ajax("GET", `/stacks/orbs/${series}`, { target: row, swap: "innerHTML" });
    else row.replaceChildren();
  }

  /** Give each its size, once they are there. */
  dress() {
    for (const orb of this.all) {
      orb.style.setProperty("--size", `${SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(orb.dataset.dreams / orb.dataset.most)}px`);
    }
    this.filter("");
    this.mark(this.figure, this.isAlone);
  }

  /** Show those whose name holds what is typed; without anything the ones of most dreams. */
  filter(name) {
    const typed = name.trim().toLocaleLowerCase();
    let shown = 0;
    for (const orb of this.all) {
      const isMeant = typed ? orb.dataset.name.toLocaleLowerCase().includes(typed) : shown < SEEN;
      orb.hidden = !(isMeant || orb.dataset.figure === this.figure);
      if (!orb.hidden) shown += 1;
    }
  }

  chooseFirst() {
    const first = this.all.find((orb) => !orb.hidden);
    if (first) {
      this.choose(first.dataset.figure);
      first.focus();
    }
  }

  letGo() {
    const orb = this.all.find((each) => each.dataset.figure === this.figure);
    this.choose("");
    orb?.focus();
  }

  choose(figure) {
    this.mark(figure, false);
    this.tell.chosen(figure);
  }

  /** Show which figure is chosen, and what can be done with it. */
  mark(figure, isAlone) {
    this.figure = figure;
    this.isAlone = isAlone;
    const note = this.place.querySelector("[data-chosen]");
    note.hidden = true;
    for (const orb of this.all) {
      const isChosen = orb.dataset.figure === figure;
      orb.setAttribute("aria-pressed", isChosen);
      if (!isChosen) continue;
      note.hidden = false;
      note.querySelector("[data-chosen-name]").textContent = orb.dataset.name;
      note.querySelector("[data-chosen-told]").textContent = orb.dataset.told;
      note.querySelector("a").href = orb.dataset.page;
      note.querySelector("[data-alone]").checked = isAlone;
    }
  }
}
