// The margin: each note at the height of its words, and the rules that lead from one to the other.
import { parseSpans } from "./tome-places.js";

const ROOM = matchMedia("(min-width: 60rem)");
const BETWEEN = 2;
const LANES = 4;
const LANE = 6;
const MOST_STACKED = 4;
const SVG = "http://www.w3.org/2000/svg";

/** How high a note is that nobody looks at: one that is looked at opens over those below, and moves none away. */
const sizeOf = (note) => (note.querySelector(".code-name") ?? note).offsetHeight;

export class Margin {
  constructor(leaf, places) {
    this.leaf = leaf;
    this.places = places;
    this.list = leaf.querySelector(".notes");
    this.summoned = [];
    this.moved = [];
    leaf.querySelector(".rules")?.remove();
    this.rules = document.createElementNS(SVG, "svg");
    this.rules.classList.add("rules");
    this.rules.setAttribute("aria-hidden", "true");
    leaf.append(this.rules);
  }

  /** Put each note beside its words; where two would lie upon each other, the later one below. */
  place() {
    const notes = [...this.list.children].filter((note) => !note.hidden);
    this.rules.replaceChildren();
    this.list.classList.toggle("placed", ROOM.matches);
    if (!ROOM.matches) {
      this.list.style.removeProperty("height");
      for (const note of notes) note.style.removeProperty("top");
      return;
    }
    // All is measured before anything is moved.
    const measured = notes.map((note) => ({ note, wanted: this.#heightOf(note), size: sizeOf(note) }));
    measured.sort((one, other) => one.wanted - other.wanted);
    let free = 0;
    for (const { note, wanted, size } of measured) {
      const top = Math.max(wanted, free);
      note.style.top = `${top}px`;
      free = top + size + BETWEEN;
    }
    this.list.style.height = `${free}px`;
    this.#join(notes.filter((note) => note.dataset.parties !== undefined));
  }

  /** Show notes as looked at, those that are hidden too, and lead from the first one to its words. */
  show(entries, words) {
    for (const entry of entries.filter((each) => each.hidden)) {
      entry.hidden = false;
      if (ROOM.matches) entry.style.top = `${this.#heightOf(entry)}px`;
      this.summoned.push(entry);
    }
    this.#stack(entries);
    if (ROOM.matches && entries.length && words) this.#lead(entries[0], words);
  }

  /** Where one word tells several codes, what is said of each stands below the other. */
  #stack(entries) {
    const side = ROOM.matches ? "top" : "bottom";
    let free = -Infinity;
    for (const entry of entries.slice(0, MOST_STACKED)) {
      const at = Number.parseFloat(getComputedStyle(entry)[side]);
      if (at < free) {
        this.moved.push([entry, side, entry.style[side]]);
        entry.style[side] = `${free}px`;
      }
      free = Math.max(at, free) + entry.offsetHeight - 1;
    }
  }

  /** Hide again what was shown only while it was looked at. */
  dismiss() {
    for (const entry of this.summoned) entry.hidden = true;
    this.summoned = [];
    for (const [entry, side, before] of this.moved) entry.style[side] = before;
    this.moved = [];
    this.rules.querySelector(".leader")?.remove();
  }

  #heightOf(note) {
    const [first] = parseSpans(note.dataset.spans);
    return first ? this.#box(first).top - this.list.getBoundingClientRect().top : 0;
  }

  #box([start, end]) {
    const range = this.places.range(start, end);
    return range.getClientRects()[0] ?? range.getBoundingClientRect();
  }

  #lead(entry, words) {
    const leaf = this.leaf.getBoundingClientRect();
    const from = entry.getBoundingClientRect();
    const to = words.getClientRects()[0];
    if (!to) return;
    const gutter = this.places.container.getBoundingClientRect().left - leaf.left - 10;
    const right = from.right - leaf.left;
    const start = from.top - leaf.top + 12;
    const line = to.bottom - leaf.top;
    this.#draw("leader", `M ${right} ${start} H ${gutter} V ${line} H ${to.left - leaf.left}`);
  }

  /** Join the parties of each act by a rule beside the text. */
  #join(notes) {
    const leaf = this.leaf.getBoundingClientRect();
    const gutter = this.places.container.getBoundingClientRect().left - leaf.left - 12;
    notes.forEach((note, index) => {
      const spans = [...parseSpans(note.dataset.parties), ...parseSpans(note.dataset.spans)];
      const heights = spans.map((span) => this.#box(span)).map((box) => (box.top + box.bottom) / 2 - leaf.top);
      const top = Math.min(...heights), bottom = Math.max(...heights);
      const x = gutter - LANE * (index % LANES);
      const ticks = [...new Set(heights.map(Math.round))].map((y) => `M ${x} ${y} H ${x + LANE - 1}`);
      const path = this.#draw("joins", `M ${x} ${top} V ${bottom} ${ticks.join(" ")}`);
      path.classList.add(`is-${note.dataset.scale}`);
    });
  }

  #draw(name, data) {
    const path = document.createElementNS(SVG, "path");
    path.classList.add(name);
    path.setAttribute("d", data);
    this.rules.append(path);
    return path;
  }
}
