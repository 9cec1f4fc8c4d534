// The shelves on the page: what stands where, scrolled, zoomed and painted.
import { isStill } from "../talk.js";
import { heightOf, layOut, nearestIn, pitchOf, rowOf, scaleToFit, TALLEST, widthOf } from "./layout.js";
import { drawOverlay, lowerBound, nameMeasure, nameSizeAt } from "./overlay.js";
import { Stands, createPainter, tomeTexels } from "./painter.js";
import { readPalette } from "./palette.js";

const TURN_MS = 220;
const LEAN_MS = 160;
const BREATH = 0.04;
const BREATHS_A_SECOND = 15;
/** However slowly a machine paints, it rests so many times as long before the next breath. */
const REST_AFTER_PAINTING = 8;
/** From one step of the zoom to the next; what is nearer than 1 serves small libraries, and eyes. */
const STEP = 1.5;
const NEARER = [2, Math.SQRT2, 1];
const LARGEST = NEARER[0];
const OVER_TALLEST = 24;
const LONGEST_NAME = 220;
/** So many never fit on a screen as single spines. */
const MANY = 1000;

const easeOut = (t) => 1 - (1 - t) ** 3;

/** Shelves in a section of the page; `null` where they cannot be drawn. */
export function createShelves(section, tell) {
  const painter = createPainter(section.querySelector("[data-tomes]"));
  return painter && new Shelves(section, painter, tell);
}

class Shelves {
  /**
   * @param {HTMLElement} section Grows as high as all shelves are; what shows them sticks to the screen.
   * @param painter
   * @param {{moved: () => void, lost: () => void}} tell Called when another part is seen, and when drawing ended for good.
   */
  constructor(section, painter, tell) {
    this.section = section;
    this.view = section.querySelector("[data-view]");
    this.painter = painter;
    this.tell = tell;
    this.overlay = section.querySelector("[data-overlay]").getContext("2d");
    this.face = getComputedStyle(document.body).fontFamily;
    this.measure = nameMeasure(this.face);
    this.scale = undefined;
    this.isAll = false;
    this.turnStart = 0;
    this.fromShift = 0;
    this.leaning = [{ place: -1, from: 0, to: 0, start: 0 }, { place: -1, from: 0, to: 0, start: 0 }];
    this.current = -1;
    this.isRinged = false;
    this.thread = [];
    this.isScheduled = false;
    this.paintingMs = 0;
    this.readColours();
    this.listen();
  }

  listen() {
    const look = () => { this.readColours(); this.repaint(); this.breathe(); };
    document.addEventListener("noctuary:look", look);
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"]) {
      matchMedia(query).addEventListener("change", look);
    }
    addEventListener("scroll", () => { this.repaint(); this.tell.moved(); }, { passive: true });
    new ResizeObserver(() => { if (this.isShown) this.fit(); }).observe(this.view);
    document.addEventListener("visibilitychange", () => this.breathe());
    this.painter.onLost(() => this.tell.lost());
  }

  get isShown() {
    return this.arrangement !== undefined && !this.section.hidden;
  }

  readColours() {
    this.palette = readPalette(document.documentElement);
    this.painter.setPalette(this.palette);
  }

  /** Take the tomes: the columns that the server sent. */
  setTomes(tomes) {
    const { count } = tomes;
    this.tomes = tomes;
    this.widths = Float32Array.from({ length: count }, (_, place) => widthOf(tomes.characters[place]));
    this.heights = Float32Array.from({ length: count }, (_, place) => heightOf(tomes.words[place]));
    this.painter.setTomes(tomeTexels(tomes, this.widths, this.heights));
    this.stands = new Stands(count);
    // Of each place: where it stood and stands, whether it is shown, how it is lit.
    this.from = { x: new Float32Array(count), y: new Float32Array(count), shown: new Uint8Array(count), lit: new Uint8Array(count).fill(1) };
    this.to = { x: new Float32Array(count), y: new Float32Array(count), shown: new Uint8Array(count), lit: new Uint8Array(count).fill(1) };
    this.positions = new Int32Array(count).fill(-1);
    this.arrangement = undefined;
    this.layout = undefined;
  }

  /** Show an arrangement; tomes glide to where they stand in it. `lit` are the only lit places, all if null. */
  show(arrangement, lit) {
    const anchor = this.layout ? this.anchorAt(this.view.clientHeight / 3) : null;
    this.arrangement = arrangement;
    this.lit = lit;
    this.fitScale = undefined;
    this.arrange(this.layout ? anchor : null);
  }

  /** Lay out anew, after the place has changed. */
  fit() {
    const [width, height, ratio] = [this.view.clientWidth, this.view.clientHeight, devicePixelRatio];
    const { size } = this;
    if (!width || (size && size.width === width && size.height === height && size.ratio === ratio)) return;
    const density = this.painter.resize(width, height);
    this.size = { width, height, ratio, density };
    const { canvas } = this.overlay;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    this.fitScale = undefined;
    if (!this.layout) return;
    if (size.width === width && !this.isAll) this.paint(); else this.arrange(this.anchorAt(0), { glide: false });
  }

  get margin() {
    return this.size.width < 600 ? 14 : 28;
  }

  get room() {
    const size = nameSizeAt(this.scale ?? 1);
    const widest = Math.min(LONGEST_NAME, this.size.width / 2);
    return { width: this.size.width, margin: this.margin, nameWidth: (name) => Math.min(widest, this.measure(name, size)) };
  }

  /** The scale at which everything is seen at once. */
  get smallest() {
    this.fitScale ??= scaleToFit(this.arrangement, this.widths, this.room, this.size.height - 8);
    return this.fitScale;
  }

  /** The scale of who has not zoomed: as near as everything is seen at once, and 1 for what does not fit. */
  get ownScale() {
    const fits = (scale) => layOut(this.arrangement, this.widths, { ...this.room, scale }).height <= this.size.height;
    return this.arrangement.places.length > MANY ? 1 : NEARER.find((scale) => scale === 1 || fits(scale));
  }

  /** The steps of the zoom, from all to single spines. */
  get steps() {
    const steps = [...NEARER];
    while (steps.at(-1) / STEP > this.smallest * 1.1) steps.push(steps.at(-1) / STEP);
    if (this.smallest < 1) steps.push(this.smallest);
    return steps.reverse();
  }

  arrange(anchor, { glide = true } = {}) {
    if (!this.size) this.fit();
    const isFirst = this.layout === undefined;
    if (this.isAll) this.scale = this.smallest;
    this.scale ??= this.ownScale;
    const turn = this.turn;
    const [oldScale, oldTop] = [this.shownScale ?? this.scale, this.top];
    this.settle(turn);
    this.layout = layOut(this.arrangement, this.widths, { ...this.room, scale: this.scale });
    this.section.style.setProperty("--shelves-height", `${Math.ceil(this.layout.height)}px`);
    if (anchor) this.scrollSoThat(anchor);
    this.place();
    const moves = glide && !isFirst && !isStill();
    this.turnStart = moves ? performance.now() : -Infinity;
    this.fromScale = moves ? oldScale : this.scale;
    this.fromShift = moves ? this.top - oldTop : 0;
    if (isFirst && !isStill()) {
      this.from.shown.fill(0);
      this.turnStart = performance.now();
    }
    this.fill();
    this.tell.moved();
    this.paint();
    this.breathe();
  }

  /** Where tomes stand by now becomes where they come from. */
  settle(turn) {
    const { from, to } = this;
    if (turn >= 1) {
      from.x.set(to.x);
      from.y.set(to.y);
    } else {
      const shift = this.fromShift * (1 - turn);
      for (let place = 0; place < from.x.length; place += 1) {
        from.x[place] += (to.x[place] - from.x[place]) * turn;
        from.y[place] += (to.y[place] - from.y[place]) * turn + shift;
      }
    }
    from.shown.set(to.shown);
    from.lit.set(to.lit);
  }

  /** Note where each tome of the arrangement stands from now on. */
  place() {
    const { layout, to, positions } = this;
    const { places } = this.arrangement;
    to.shown.fill(0);
    positions.fill(-1);
    if (this.lit) {
      to.lit.fill(0);
      for (const place of this.lit) to.lit[place] = 1;
    } else {
      to.lit.fill(1);
    }
    for (let row = 0; row < layout.rows.length - 1; row += 1) {
      const y = this.foot(row);
      for (let position = layout.rows[row]; position < layout.rows[row + 1]; position += 1) {
        const place = places[position];
        to.x[place] = layout.x[position];
        to.y[place] = y;
        to.shown[place] = 1;
        positions[place] = position;
      }
    }
    this.thread = this.lit ? Array.from(this.lit, (place) => positions[place]).filter((position) => position >= 0).sort((one, other) => one - other) : [];
    if (this.current >= places.length) this.current = -1;
  }

  /**
   * Hand the painter what is to be seen: every tome in the order of the arrangement; or, while they are on their way,
   * only those that come by, for a painter without a graphics card takes its time for each.
   */
  fill() {
    const { places } = this.arrangement;
    const { from, to, stands, tomes, top } = this;
    const shift = this.fromShift;
    this.isWhole = this.turn >= 1;
    const [low, high] = [top - this.size.height, top + 2 * this.size.height];
    const isNear = (y) => y > low && y < high;
    let count = 0;
    const put = (place) => {
      const isNew = !from.shown[place];
      const [fromX, fromY] = isNew ? [to.x[place], to.y[place] - shift] : [from.x[place], from.y[place]];
      if (!this.isWhole && !isNear(to.y[place]) && !isNear(fromY + shift)) return;
      stands.put(
        count, place, to.x[place], to.y[place], fromX, fromY,
        from.shown[place], to.shown[place], from.lit[place], to.lit[place],
      );
      count += 1;
    };
    for (const place of places) put(place);
    if (!this.isWhole) {
      for (let place = 0; place < tomes.count; place += 1) {
        if (!from.shown[place] || to.shown[place]) continue;
        // What leaves does so where it stands.
        to.x[place] = from.x[place];
        to.y[place] = from.y[place] + shift;
        put(place);
      }
    }
    this.filled = count;
    this.painter.setStands(stands, count);
  }

  /** How far the tomes are on their way, from 0 to 1. */
  get turn() {
    return this.turnStart ? easeOut(Math.min(1, (performance.now() - this.turnStart) / TURN_MS)) : 1;
  }

  get shownScale() {
    const turn = this.turn;
    return this.layout ? (this.fromScale ?? this.scale) * (1 - turn) + this.layout.scale * turn : this.scale;
  }

  /** How much of the shelves is scrolled past. */
  get top() {
    return this.view.getBoundingClientRect().top - this.section.getBoundingClientRect().top;
  }

  /** Where the tomes of a shelf stand. */
  foot(row) {
    return row * pitchOf(this.layout.scale) + (OVER_TALLEST + TALLEST) * this.layout.scale;
  }

  row(position) {
    return rowOf(this.layout, position);
  }

  /** The rectangle of a tome, in the pixels of the shelves. */
  rectOf(position) {
    const place = this.arrangement.places[position];
    const height = this.heights[place] * this.layout.scale;
    return { x: this.layout.x[position], y: this.foot(this.row(position)) - height, width: this.widths[place] * this.layout.scale, height };
  }

  /** The position at a point of the view; -1 where no tome is near. */
  positionAt(x, y) {
    if (!this.layout) return -1;
    const row = Math.floor((y + this.top) / this.layout.pitch);
    const position = this.nearest(row, x);
    if (position < 0) return -1;
    const rect = this.rectOf(position);
    const reach = Math.max(2, 5 - rect.width);
    return x >= rect.x - reach && x <= rect.x + rect.width + reach ? position : -1;
  }

  /** The position on a shelf that is nearest to `x`. */
  nearest(row, x) {
    return nearestIn(this.layout, row, x, (position) => this.widths[this.arrangement.places[position]] * this.layout.scale);
  }

  /** Which bay a position is in. */
  bayOf(position) {
    return Math.max(0, lowerBound(this.layout.bays, position + 1) - 1);
  }

  /** The first position that is wholly seen. */
  get firstSeen() {
    const row = Math.min(this.layout.rows.length - 2, Math.max(0, Math.ceil((this.top - OVER_TALLEST * this.layout.scale) / this.layout.pitch)));
    return Math.min(this.layout.rows[row], this.arrangement.places.length - 1);
  }

  // Scrolling.

  /** What stands at a height of the view, to be kept there. */
  anchorAt(y, x = 0) {
    if (!this.layout) return null;
    const row = Math.min(this.layout.rows.length - 2, Math.max(0, Math.floor((y + this.top) / this.layout.pitch)));
    const position = this.nearest(row, x);
    return this.top <= 1 || position < 0 ? null : { place: this.arrangement.places[position], y: this.foot(row) - this.top };
  }

  scrollSoThat({ place, y }) {
    const position = this.arrangement.places.indexOf(place);
    // What was looked at may be gone: then one begins at the beginning.
    if (position >= 0) this.scrollTo(this.foot(this.row(position)) - y);
    else if (this.top > 0) this.scrollTo(0);
  }

  /** Scroll the page so that so much of the shelves is passed. */
  scrollTo(top) {
    scrollBy({ top: top - this.top, behavior: "instant" });
  }

  /** Bring a position into view, with the whole of its shelf. */
  reveal(position, { atTop = false } = {}) {
    const row = this.row(position);
    const start = row * this.layout.pitch;
    const end = start + this.layout.pitch;
    const reach = Math.min(innerHeight - this.view.getBoundingClientRect().top, this.size.height);
    if (atTop || start < this.top) this.scrollTo(start);
    else if (end > this.top + reach) this.scrollTo(end - reach + 4);
  }

  // Zooming.

  /** Go some steps nearer, or back; the tome at a point of the view stays there. */
  zoom(steps, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const known = this.steps;
    const now = known.reduce((best, each, index) => (Math.abs(Math.log(each / this.scale)) < Math.abs(Math.log(known[best] / this.scale)) ? index : best), 0);
    this.zoomTo(known[Math.min(known.length - 1, Math.max(0, now + steps))], at);
  }

  /** Show everything at once. */
  zoomToAll() {
    this.zoomTo(this.smallest < 1 ? this.smallest : this.ownScale);
    this.section.scrollIntoView({ block: "start" });
  }

  zoomTo(scale, at = { x: 0, y: this.size.height / 2 }) {
    const wanted = Math.min(LARGEST, Math.max(this.smallest, scale));
    if (Math.abs(wanted - this.scale) < 1e-4) return;
    const anchor = this.anchorAt(at.y, at.x) ?? (this.current >= 0 ? { place: this.arrangement.places[this.current], y: at.y } : null);
    this.isAll = wanted <= this.smallest + 1e-4 && this.smallest < 1;
    this.scale = wanted;
    this.arrange(anchor);
  }

  // Leaning out.

  /** Let a tome lean out of its shelf, and the one before lean back; -1 for none. */
  lean(position) {
    const place = position < 0 ? -1 : this.arrangement.places[position];
    const [out, back] = this.leaning;
    if (out.place === place) return;
    const now = performance.now();
    this.leaning = [
      place === back.place ? { place, from: this.leanOf(back), to: 1, start: now } : { place, from: 0, to: 1, start: now },
      { place: out.place, from: this.leanOf(out), to: 0, start: now },
    ];
    this.repaint();
  }

  leanOf({ place, from, to, start }) {
    if (place < 0) return 0;
    const turn = isStill() ? 1 : easeOut(Math.min(1, (performance.now() - start) / LEAN_MS));
    return from + (to - from) * turn;
  }

  // Painting.

  /** Paint at the next frame. */
  repaint() {
    if (this.isScheduled || !this.isShown) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      if (this.isShown) this.paint();
    });
  }

  paint() {
    const { layout, size } = this;
    if (!layout || !size) return;
    if (this.painter.isBusy) {
      this.isPaintedAgain = true;
      return;
    }
    const { top, turn } = this;
    const isTurning = turn < 1;
    if (!isTurning && !this.isWhole) this.fill();
    const firstRow = Math.max(0, Math.floor(top / layout.pitch) - 1);
    const lastRow = Math.min(layout.rows.length - 2, Math.floor((top + size.height) / layout.pitch) + 1);
    const [out, back] = this.leaning;
    const begun = performance.now();
    this.painter.draw({
      first: isTurning ? 0 : layout.rows[Math.min(firstRow, layout.rows.length - 1)],
      end: isTurning ? this.filled : layout.rows[Math.max(0, lastRow + 1)],
      top, fromShift: this.fromShift, scales: [this.fromScale ?? this.scale, layout.scale], turn,
      time: (performance.now() / 1000) % 3600,
      breath: isStill() ? 0 : BREATH,
      isChosen: this.lit !== null,
      leaning: [out.place, this.leanOf(out), back.place, this.leanOf(back)],
    }, () => {
      this.paintingMs = performance.now() - begun;
      if (layout === this.layout && size === this.size) this.paintOver(top, turn);
      if (this.isPaintedAgain) {
        this.isPaintedAgain = false;
        this.repaint();
      }
    });
    const isLeaning = !isStill() && Math.max(out.start, back.start) + LEAN_MS > performance.now();
    if (isTurning || isLeaning) this.repaint();
  }

  /** What lies over the tomes, once they are seen as they stood at that moment. */
  paintOver(top, turn) {
    const { layout, size } = this;
    const isTurning = turn < 1;
    const settled = isTurning ? Math.max(0, turn * 2 - 1) : 1;
    drawOverlay(this.overlay, {
      layout, view: size, top, margin: this.margin, face: this.face,
      css: this.palette.css, foot: (row) => this.foot(row), row: (position) => this.row(position),
      names: settled > 0 ? layout.names : [],
      isBlurred: this.arrangement.isPrivate && document.documentElement.dataset.discreet === "yes",
      thread: settled > 0 ? this.thread : [], strength: settled,
      peak: (position) => {
        const rect = this.rectOf(position);
        return [rect.x + rect.width / 2, rect.y - 5 * Math.min(1, layout.scale)];
      },
      ring: this.isRinged && this.current >= 0 && !isTurning ? this.ringOf(this.current) : null,
    });
    this.section.classList.add("painted");
    this.tell.painted();
  }

  ringOf(position) {
    const rect = this.rectOf(position);
    return { ...rect, y: rect.y - 8 * Math.min(1, Math.max(0.35, this.layout.scale)) };
  }

  /** Repaint now and then, so that what only a program read is seen to breathe; not where that is unwanted or unseen. */
  breathe() {
    clearTimeout(this.breathing);
    if (!this.isShown || isStill() || document.hidden) return;
    const pause = Math.max(1000 / BREATHS_A_SECOND, REST_AFTER_PAINTING * this.paintingMs);
    this.breathing = setTimeout(() => { this.repaint(); this.breathe(); }, pause);
  }
}
