// Choosing a tome: by pointer, by finger, by key. What is chosen leans out, and its paper label appears beside it.
import { NIGHT } from "./shaders.js";

const LABEL_AFTER_MS = 70;
const MOST_LABELS = 400;
/** Two fingers must move so far apart, or together, for one step of the zoom. */
const PINCH = 1.3;
const WHEEL_STEP = 60;

export class Picker {
  /**
   * @param shelves
   * @param {HTMLElement} section
   * @param {{open: (nr: number, isBeside: boolean) => void, zoomed: () => void}} tell
   */
  constructor(shelves, section, tell) {
    this.shelves = shelves;
    this.view = section.querySelector("[data-view]");
    this.list = section.querySelector("[role=listbox]");
    this.label = section.querySelector("[data-label]");
    this.tell = tell;
    this.labels = new Map();
    this.hovered = -1;
    this.pointer = null;
    this.fingers = new Map();
    this.wheeled = 0;
    this.listenToPointer();
    this.listenToKeys();
  }

  listenToPointer() {
    const { view, list } = this;
    view.addEventListener("pointermove", (event) => this.move(event));
    view.addEventListener("pointerleave", (event) => { this.fingers.delete(event.pointerId); if (event.pointerType === "mouse") this.point(null); });
    view.addEventListener("pointerdown", (event) => { if (event.pointerType === "touch") this.fingers.set(event.pointerId, event); });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, (event) => { this.fingers.delete(event.pointerId); this.spread = undefined; });
    list.addEventListener("click", (event) => this.click(event));
    list.addEventListener("auxclick", (event) => { if (event.button === 1) this.click(event); });
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.wheeled -= event.deltaY;
      const steps = Math.trunc(this.wheeled / WHEEL_STEP);
      this.wheeled -= steps * WHEEL_STEP;
      if (steps) this.zoom(steps, this.inView(event));
    }, { passive: false });
  }

  listenToKeys() {
    const { list } = this;
    list.addEventListener("keydown", (event) => {
      if (event.altKey || event.metaKey) return;
      if (this.act(event.key, event.ctrlKey)) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.show(-1); });
    list.addEventListener("focus", () => {
      if (!list.matches(":focus-visible")) return;
      this.shelves.isRinged = true;
      this.choose(this.shelves.current >= 0 ? this.shelves.current : this.shelves.firstSeen);
    });
    list.addEventListener("blur", () => { this.shelves.isRinged = false; this.show(this.hovered); });
  }

  inView(event) {
    const frame = this.view.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  // By pointer.

  move(event) {
    if (event.pointerType === "touch") {
      this.pinch(event);
      return;
    }
    this.point(this.inView(event));
  }

  pinch(event) {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size !== 2) return;
    const [one, other] = this.fingers.values();
    const spread = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    this.spread ??= spread;
    const middle = this.inView({ clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 });
    if (spread > this.spread * PINCH) this.zoom(1, middle);
    else if (spread < this.spread / PINCH) this.zoom(-1, middle);
    else return;
    this.spread = spread;
  }

  /** The pointer is over a place of the view, or has left it. */
  point(at) {
    this.pointer = at;
    const position = at ? this.shelves.positionAt(at.x, at.y) : -1;
    this.view.classList.toggle("on-tome", position >= 0);
    if (position === this.hovered) return;
    this.hovered = position;
    this.show(position >= 0 ? position : this.shelves.isRinged ? this.shelves.current : -1);
  }

  /** Look again at what lies under the pointer, and where the label belongs: the shelves have moved. */
  follow() {
    if (this.pointer) this.point(this.pointer);
    this.placeLabel();
  }

  /** A finger shows the label first, and opens with the second touch; a mouse opens. */
  click(event) {
    const at = this.inView(event);
    const position = event.target.getAttribute("role") === "option" ? this.shelves.current : this.shelves.positionAt(at.x, at.y);
    const isSecond = position === this.shown;
    if (position < 0) {
      this.show(-1);
      return;
    }
    this.shelves.current = position;
    const isBeside = event.ctrlKey || event.metaKey || event.button === 1;
    if (event.pointerType !== "touch" || isSecond) this.open(position, isBeside);
    else this.show(position);
  }

  /** Open a dream, in a tab beside this one if so wanted. */
  open(position, isBeside = false) {
    const nr = this.nrAt(position);
    if (nr) this.tell.open(nr, isBeside);
  }

  nrAt(position) {
    const { tomes, arrangement } = this.shelves;
    return tomes.nr[arrangement.places[position]];
  }

  zoom(steps, at) {
    this.shelves.zoom(steps, at);
    this.tell.zoomed();
  }

  // By key.

  /** Do what a key asks for; whether it asked for anything. */
  act(key, isWhole) {
    const { shelves } = this;
    const last = shelves.arrangement.places.length - 1;
    if (last < 0) return false;
    const at = Math.max(0, shelves.current);
    const { layout } = shelves;
    const row = shelves.row(at);
    const { bays } = layout;
    const bay = shelves.bayOf(at);
    const moves = {
      ArrowLeft: () => at - 1,
      ArrowRight: () => at + 1,
      ArrowUp: () => this.beside(at, -1),
      ArrowDown: () => this.beside(at, 1),
      Home: () => (isWhole ? 0 : layout.rows[row]),
      End: () => (isWhole ? last : layout.rows[row + 1] - 1),
      PageUp: () => (at > bays[bay] ? bays[bay] : bays[Math.max(0, bay - 1)]),
      PageDown: () => (bay + 1 < bays.length ? bays[bay + 1] : last),
    };
    if (key in moves) this.choose(Math.min(last, Math.max(0, moves[key]())));
    else if (isWhole) return false;
    else if (key === "Enter" || key === " ") this.open(at);
    else if (key === "+" || key === "=") this.zoom(1, this.middleOf(at));
    else if (key === "-") this.zoom(-1, this.middleOf(at));
    else if (key === "0") { shelves.zoomToAll(); this.tell.zoomed(); } else return false;
    return true;
  }

  /** The tome above or below: on the next shelf that holds any. */
  beside(position, step) {
    const { shelves } = this;
    const rect = shelves.rectOf(position);
    for (let row = shelves.row(position) + step; row >= 0 && row < shelves.layout.rows.length - 1; row += step) {
      const found = shelves.nearest(row, rect.x + rect.width / 2);
      if (found >= 0) return found;
    }
    return position;
  }

  middleOf(position) {
    const rect = this.shelves.rectOf(position);
    return { x: rect.x, y: rect.y + rect.height / 2 - this.shelves.top };
  }

  /** Make a tome the current one, bring it into view and have it announced. */
  choose(position) {
    const { shelves } = this;
    if (position < 0 || position >= shelves.arrangement.places.length) return;
    shelves.current = position;
    shelves.isRinged = true;
    shelves.reveal(position);
    shelves.repaint();
    this.show(position);
  }

  // The label.

  /** Let a tome lean out, with its label; none for -1. */
  show(position) {
    this.shelves.lean(position);
    this.shown = position;
    clearTimeout(this.waiting);
    if (position < 0) {
      this.label.hidden = true;
      return;
    }
    const place = this.shelves.arrangement.places[position];
    const known = this.labels.get(place);
    if (known) this.write(position, known);
    else this.waiting = setTimeout(() => this.fetch(position, place), this.shelves.isRinged ? 0 : LABEL_AFTER_MS);
  }

  async fetch(position, place) {
    const { tomes } = this.shelves;
    const address = tomes.light[place] === NIGHT ? `/stacks/night/${tomes.date[place]}` : `/stacks/label/${tomes.nr[place]}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    this.labels.set(place, html);
    if (this.labels.size > MOST_LABELS) this.labels.delete(this.labels.keys().next().value);
    if (this.shown === position && this.shelves.arrangement.places[position] === place) this.write(position, html);
  }

  write(position, html) {
    this.label.innerHTML = html;
    this.label.hidden = false;
    this.placeLabel();
    if (position === this.shelves.current) this.announce(position);
  }

  /** Beside its tome: to the right where there is room, else to the left; never beyond the screen. */
  placeLabel() {
    const { label, shelves, view } = this;
    if (label.hidden || !(this.shown >= 0) || this.shown >= shelves.arrangement.places.length) return;
    const rect = shelves.rectOf(this.shown);
    const frame = view.getBoundingClientRect();
    const [wide, high] = [label.offsetWidth, label.offsetHeight];
    const seen = Math.min(frame.height, innerHeight - frame.top);
    const right = rect.x + rect.width + 12;
    const x = right + wide < frame.width - 8 ? right : Math.max(8, rect.x - wide - 12);
    const y = Math.min(seen - high - 8, Math.max(8, rect.y - 8 - shelves.top));
    label.style.transform = `translate(${Math.round(Math.min(x, frame.width - wide - 8))}px, ${Math.round(y)}px)`;
  }

  /** The one option that is there stands for the current tome; it is read out when it becomes the active one. */
  announce(position) {
    const { list, label, shelves } = this;
    const option = document.createElement("div");
    option.id = `tome-${position}`;
    option.className = "visually-hidden";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "true");
    option.setAttribute("aria-posinset", position + 1);
    option.setAttribute("aria-setsize", shelves.arrangement.places.length);
    option.textContent = label.textContent.replace(/\s+/g, " ").trim();
    list.replaceChildren(option);
    list.setAttribute("aria-activedescendant", option.id);
  }

  /** Forget where things were: the tomes stand otherwise now. */
  forget() {
    this.hovered = -1;
    this.show(-1);
    const { places } = this.shelves.arrangement;
    this.list.hidden = places.length === 0;
    if (places.length) {
      if (this.shelves.current < 0) this.shelves.current = 0;
      this.label.replaceChildren();
      const nameless = document.createElement("div");
      nameless.textContent = `Tome ${this.shelves.current + 1}`;
      this.label.append(nameless);
      this.announce(this.shelves.current);
    }
  }
}
