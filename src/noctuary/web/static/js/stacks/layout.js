// Where each tome stands: shelves from top to bottom, filled from left to right. Nothing here knows of a screen.

/** Of a tome at scale 1, in pixels. */
export const TALLEST = 140;
const [NARROWEST, WIDEST] = [6, 14];
const [SHORTEST_WORDS, LONGEST_WORDS] = [8, 1500];
const LOWEST = 60;
const BETWEEN_TOMES = 1;
const BETWEEN_MONTHS = 8;
const BETWEEN_BAYS = 26;
const OVER_A_SHELF = 34;
const SMALLEST = 0.02;
/** From this scale on, a bay that would be broken begins on a shelf of its own, unless half a shelf is free. */
const WHOLE_BAYS_FROM = 0.6;

/** How wide a tome is: by the number of its characters. */
export function widthOf(characters) {
  return Math.min(WIDEST, NARROWEST + characters);
}

/** How high a tome is: by the logarithm of its words. */
export function heightOf(words) {
  const share = Math.log(Math.max(words, 1) / SHORTEST_WORDS) / Math.log(LONGEST_WORDS / SHORTEST_WORDS);
  return LOWEST + (TALLEST - LOWEST) * Math.min(1, Math.max(0, share));
}

/** What never shrinks below what an eye tells apart. */
const betweenBaysAt = (scale) => Math.max(BETWEEN_BAYS * scale, 12);
const beforeNameAt = (scale) => Math.max(8 * scale, 5);

/** From one shelf to the next. */
export function pitchOf(scale) {
  return (TALLEST + OVER_A_SHELF) * scale;
}

/**
 * Lay tomes out.
 * @param {{places: Uint32Array, gaps: Uint32Array, bays: [string, number][]}} arrangement
 * @param {Float32Array} widths Of each place at scale 1.
 * @param {{scale: number, width: number, margin: number, nameWidth: (name: string) => number}} room
 *   `nameWidth` says how many pixels the name of a bay takes, whatever the scale.
 * @returns `x` of each position; `rows`, the first position of each shelf with one more at the end; `names` of bays,
 *   each with its place; `bays`, the first position of each; `pitch` and `height`.
 */
export function layOut({ places, gaps, bays }, widths, { scale, width, margin, nameWidth }) {
  const count = places.length;
  const x = new Float32Array(count);
  const rows = [0];
  const names = [];
  const starts = [];
  const end = width - margin;
  const betweenBays = betweenBaysAt(scale);
  const beforeName = beforeNameAt(scale);
  let at = margin;
  let position = 0;
  let gap = 0;
  const open = () => { rows.push(position); at = margin; };
  for (const [name, size] of bays) {
    const last = position + size;
    const room = nameWidth(name);
    starts.push(position);
    if (at > margin) {
      at += betweenBays;
      if (scale >= WHOLE_BAYS_FROM) {
        const extent = extentOf(position, last, gap) + beforeName + room;
        if (at + extent > end && (extent <= end - margin || at > width / 2)) open();
      }
    }
    for (; position < last; position += 1) {
      if (gap < gaps.length && gaps[gap] === position) {
        gap += 1;
        if (at > margin) at += BETWEEN_MONTHS * scale;
      }
      const wide = widths[places[position]] * scale;
      if (at + wide > end && at > margin) open();
      x[position] = at;
      at += wide + BETWEEN_TOMES * scale;
    }
    if (at + beforeName + room > width - 4) open();
    names.push({ name, x: at + (at > margin ? beforeName : 0), row: rows.length - 1, width: room });
    at += beforeName + room;
  }
  const pitch = pitchOf(scale);
  return { scale, x, rows: Uint32Array.from([...rows, count]), names, bays: starts, pitch, height: rows.length * pitch };

  function extentOf(from, to, nextGap) {
    let sum = 0;
    for (let each = from; each < to && sum <= width; each += 1) sum += (widths[places[each]] + BETWEEN_TOMES) * scale;
    for (let each = nextGap; each < gaps.length && gaps[each] < to; each += 1) sum += BETWEEN_MONTHS * scale;
    return sum;
  }
}

/** The scale at which all shelves are seen at once; at most 1. */
export function scaleToFit({ places, gaps, bays }, widths, room, height) {
  const tomes = places.reduce((sum, place) => sum + widths[place] + BETWEEN_TOMES, 0) + gaps.length * BETWEEN_MONTHS;
  const names = bays.reduce((sum, [name]) => sum + room.nameWidth(name), 0);
  // As if all stood in one row that is cut to the width of the room: near enough to begin with, and quick.
  const about = (scale) => pitchOf(scale) * Math.ceil(
    (tomes * scale + names + bays.length * (betweenBaysAt(scale) + beforeNameAt(scale))) / (room.width - 2 * room.margin),
  );
  let [low, high] = [SMALLEST, 1];
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (about(middle) > height) high = middle; else low = middle;
  }
  let scale = high;
  while (scale > SMALLEST) {
    const actual = layOut({ places, gaps, bays }, widths, { ...room, scale }).height;
    if (actual <= height) return scale;
    // Shelves grow in both directions.
    scale *= Math.min(0.99, Math.sqrt(height / actual));
  }
  return SMALLEST;
}

/** Which shelf a position stands on. */
export function rowOf({ rows }, position) {
  let [low, high] = [0, rows.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle] <= position) low = middle; else high = middle - 1;
  }
  return low;
}

/** The position on a shelf that is nearest to `x`; -1 on an empty one. */
export function nearestIn(layout, row, x, widthAt) {
  const [first, end] = [layout.rows[row], layout.rows[row + 1]];
  if (row < 0 || row > layout.rows.length - 2 || first === end) return -1;
  let [low, high] = [first, end - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layout.x[middle] <= x) low = middle; else high = middle - 1;
  }
  const isNearerToNext = low + 1 < end && layout.x[low + 1] - x < x - layout.x[low] - widthAt(low);
  return isNearerToNext ? low + 1 : low;
}
