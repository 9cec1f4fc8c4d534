// Where figures stand: a force layout that is run to its end before anything is drawn, so that nothing ever drifts.
import { DREAMER } from "./network-sky.js";

const ROUNDS = 240;

/** The radius of a figure by the square root of its dreams, in pixels; the most seen of all has the largest. */
export function radiusOf(dreams, most) {
  return Math.max(3, Math.min(30, 12 * Math.sqrt(most)) * Math.sqrt(dreams / Math.max(1, most)));
}

/**
 * Arrange figures around (0, 0). Equal input gives equal places: d3's forces draw from a generator with a fixed seed.
 * @param {number[]} figures places of the figures
 * @param {object[]} ties with `one`, `other` and `shared`
 * @param {{group: (place: number) => number|null, radius: (place: number) => number, breadth: number, dreamer: boolean}} how
 *   `breadth` is how much wider than high the room is
 * @returns {Map<number, {x: number, y: number}>}
 */
export function arrange(figures, ties, { group, radius, breadth, dreamer }) {
  const groups = [...new Set(figures.map(group).filter((each) => each !== null))].sort((a, b) => a - b);
  const spots = figures.map((place) => ({ place, group: group(place), radius: radius(place) }));
  // Each circle of figures begins in a direction of its own; those of none further out.
  const reach = 26 * Math.sqrt(figures.length + 1);
  spots.forEach((spot, index) => {
    const turn = spot.group === null ? index * 2.399963 : (2 * Math.PI * groups.indexOf(spot.group)) / groups.length;
    const out = spot.group === null ? reach : reach * (0.45 + 0.35 * ((index * 0.618034) % 1));
    spot.x = breadth * out * Math.cos(turn + 0.3 * ((index * 0.754878) % 1));
    spot.y = out * Math.sin(turn + 0.3 * ((index * 0.569840) % 1));
  });
  if (dreamer) spots.push({ place: DREAMER, group: null, radius: 16, x: 0, y: 0, fx: 0, fy: 0 });
  const at = new Map(spots.map((spot) => [spot.place, spot]));
  const links = ties
    .filter((tie) => at.has(tie.one) && at.has(tie.other))
    .map((tie) => ({ source: at.get(tie.one), target: at.get(tie.other), shared: Math.max(1, tie.shared) }));
  const isInside = (link) => link.source.group !== null && link.source.group === link.target.group;
  const simulation = d3.forceSimulation(spots)
    .force("charge", d3.forceManyBody().strength((spot) => -60 - 9 * spot.radius).distanceMax(900))
    .force("link", d3.forceLink(links)
      .distance((link) => 26 + link.source.radius + link.target.radius + (isInside(link) ? 0 : 60))
      .strength((link) => (link.source.place === DREAMER ? 0.02 : isInside(link) ? 0.35 : 0.06) * Math.min(1, 0.4 + 0.2 * Math.log2(link.shared))))
    .force("apart", d3.forceCollide((spot) => spot.radius + 5).iterations(2))
    .force("x", d3.forceX(0).strength(0.045 / breadth))
    .force("y", d3.forceY(0).strength(0.045 * breadth))
    .force("group", together(spots))
    .stop();
  simulation.tick(ROUNDS);
  return new Map(spots.map(({ place, x, y }) => [place, { x, y }]));
}

/** A force that draws the figures of one circle to their middle. */
function together(spots) {
  const members = d3.group(spots.filter((spot) => spot.group !== null), (spot) => spot.group);
  return (alpha) => {
    for (const circle of members.values()) {
      const x = d3.mean(circle, (spot) => spot.x);
      const y = d3.mean(circle, (spot) => spot.y);
      for (const spot of circle) {
        spot.vx += (x - spot.x) * 0.12 * alpha;
        spot.vy += (y - spot.y) * 0.12 * alpha;
      }
    }
  };
}

/** Where a name may stand: beside a figure, right, left, below or above. */
function besideFigure({ x, y, radius, size }) {
  const out = radius + 4;
  const half = size * 0.6;
  return [[x + out, y, "start"], [x - out, y, "end"], [x, y + out + half, "middle"], [x, y - out - half, "middle"]];
}

/** Where the name of a circle may stand: outside its bound, above, below, or at its sides. */
function besideBound({ hull, size }) {
  const at = (by) => hull.reduce((best, point) => (by(point) < by(best) ? point : best));
  const [top, bottom] = [at(([, y]) => y), at(([, y]) => -y)];
  const [left, right] = [at(([x]) => x), at(([x]) => -x)];
  return [
    [top[0], top[1] - size * 0.8, "middle"], [bottom[0], bottom[1] + size * 0.9, "middle"],
    [right[0] + 5, right[1], "start"], [left[0] - 5, left[1], "end"],
  ];
}

/**
 * Find room for names so that none covers another or a figure: those of circles first, then of figures, the most seen first.
 * @param {object[]} names each with `words`, `size` and either `x`, `y` and `radius` of a figure, or the `hull` of a circle
 * @param {{width: number, height: number}} room
 * @returns {({x: number, y: number, anchor: string} | null)[]} `null` where there is no room
 */
export function placeNames(names, room) {
  const taken = names.filter((name) => !name.hull).map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius, x]);
  return names.map((name) => {
    const length = (name.hull ? 0.72 : 0.56) * name.size * name.words.length;
    const half = name.size * 0.6;
    for (const [x, y, anchor] of name.hull ? besideBound(name) : besideFigure(name)) {
      const left = anchor === "start" ? x : anchor === "end" ? x - length : x - length / 2;
      const box = [left, y - half, left + length, y + half];
      const isInside = box[0] >= 2 && box[1] >= 2 && box[2] <= room.width - 2 && box[3] <= room.height - 2;
      const isFree = taken.every((each) => each[4] === name.x || box[2] <= each[0] || each[2] <= box[0] || box[3] <= each[1] || each[3] <= box[1]);
      if (isInside && isFree) {
        taken.push(box);
        return { x, y, anchor };
      }
    }
    return null;
  });
}
