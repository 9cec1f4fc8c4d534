// What is drawn over the tomes: the shelves they stand on, the names of the bays, the thread, the ring of the focus.

/** How large the name of a bay is written, in pixels, at a scale. */
export function nameSizeAt(scale) {
  return Math.min(14, Math.max(10, 14 * Math.sqrt(scale)));
}

/** A measure for the names of bays: how wide each is at a size. */
export function nameMeasure(face) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  const known = new Map();
  context.font = `100px ${face}`;
  return (name, size) => {
    if (!known.has(name)) known.set(name, context.measureText(name).width / 100);
    return known.get(name) * size;
  };
}

/**
 * Draw a moment.
 * @param {CanvasRenderingContext2D} context
 * @param moment `layout`, `view` {width, height, density}, `top` (what is scrolled past), `margin`, `face` of the names,
 *   `css` colours, `foot(row)`, `thread` (positions on the thread, in order), `peak(position)` (where the thread touches
 *   a tome), `ring` (a rectangle, or null), `strength` of the thread from 0 to 1,
 *   `isBlurred` whether nobody is to read the names.
 */
export function drawOverlay(context, moment) {
  const { view } = moment;
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  drawShelves(context, moment);
  drawNames(context, moment);
  if (moment.thread.length) drawThread(context, moment);
  if (moment.ring) drawRing(context, moment);
}

function seenRows({ layout, top, view }) {
  return [
    Math.max(0, Math.floor(top / layout.pitch) - 1),
    Math.min(layout.rows.length - 2, Math.floor((top + view.height) / layout.pitch) + 1),
  ];
}

/** One fine line for each shelf; empty ones go on below the last, as far as the eye reaches. */
function drawShelves(context, { layout, view, top, margin, css, foot }) {
  const first = Math.max(0, Math.floor(top / layout.pitch) - 1);
  const last = Math.ceil((top + view.height) / layout.pitch);
  context.fillStyle = css.line;
  const thick = layout.scale < 0.35 ? 0.5 : 1;
  for (let row = first; row <= last; row += 1) {
    const beyond = row - (layout.rows.length - 2);
    context.globalAlpha = (layout.scale < 0.35 ? 0.55 : 1) * (beyond > 0 ? 0.55 / beyond : 1);
    context.fillRect(margin / 2, foot(row) - top, view.width - margin, thick);
  }
  context.globalAlpha = 1;
}

function drawNames(context, { layout, view, top, css, foot, face, names, isBlurred }) {
  const size = nameSizeAt(layout.scale);
  context.font = `${size}px ${face}`;
  context.fillStyle = css.quiet;
  if (isBlurred) context.filter = "blur(4px)";
  for (const { name, x, row, width } of names) {
    const y = foot(row) - top - Math.max(3, 5 * layout.scale);
    if (y > -size && y < view.height + size) context.fillText(name, x, y, Math.max(width, 8));
  }
  context.filter = "none";
}

/** From tome to tome, shelf by shelf, leaving a shelf at its end and coming in on the next as reading does. */
function drawThread(context, moment) {
  const { layout, view, top, css, thread, peak, strength } = moment;
  const [firstRow, lastRow] = seenRows(moment);
  const from = lowerBound(thread, layout.rows[firstRow]);
  const to = lowerBound(thread, layout.rows[lastRow + 1]);
  context.strokeStyle = css.ink;
  context.globalAlpha = 0.5 * strength;
  context.lineWidth = 0.8;
  context.beginPath();
  let before = from > 0 ? thread[from - 1] : -1;
  for (let each = from; each <= to && each < thread.length; each += 1) {
    const [x, y] = peak(thread[each]);
    if (before < 0) {
      context.moveTo(x, y - top);
    } else {
      const [fromX, fromY] = peak(before);
      if (moment.row(before) === moment.row(thread[each])) {
        context.moveTo(fromX, fromY - top);
        // It hangs a little, the more the farther it goes.
        const sag = Math.min(14, (x - fromX) * 0.06) * Math.min(1, layout.scale + 0.2);
        context.quadraticCurveTo((x + fromX) / 2, (y + fromY) / 2 - top - sag, x, y - top);
      } else {
        context.moveTo(fromX, fromY - top);
        context.lineTo(view.width, fromY - top);
        context.moveTo(0, y - top);
        context.lineTo(x, y - top);
      }
    }
    before = thread[each];
  }
  context.stroke();
  if (layout.scale >= 0.35) {
    context.fillStyle = css.ink;
    context.globalAlpha = 0.85 * strength;
    context.beginPath();
    for (let each = from; each < to; each += 1) {
      const [x, y] = peak(thread[each]);
      context.moveTo(x + 1.8, y - top);
      context.arc(x, y - top, 1.8, 0, 7);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawRing(context, { ring, css, top }) {
  context.strokeStyle = css.accent;
  context.lineWidth = 2;
  context.strokeRect(ring.x - 2, ring.y - top - 2, ring.width + 4, ring.height + 4);
}

/** The first index at which `sorted` holds `value` or more. */
export function lowerBound(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}
