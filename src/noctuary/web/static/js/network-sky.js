// What a network looks like in a span of its dreams: who is in it, who meets whom, and what is between them.

/** The dreamer's place among the figures. */
export const DREAMER = -1;

/** Drawn at once at the most: so many figures, and so many ties for each. */
export const MOST_FIGURES = 260;
const TIES_EACH = 3;

/**
 * The stretches that the time slider goes by: years, months where there are few years, or dreams where most have no date.
 * @returns {{dated: boolean, names: string[], of: number[]}} their names, and in which each dream is (-1: in none)
 */
export function stretches(dreams) {
  const dates = dreams.map(([date]) => (/^\d{4}/.test(date) ? date : ""));
  const known = dates.filter(Boolean).sort();
  if (known.length * 2 < dreams.length || !known.length) {
    return { dated: false, names: dreams.map((_, place) => String(place + 1)), of: dreams.map((_, place) => place) };
  }
  const [first, last] = [known[0], known.at(-1)];
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1;
  const [length, names] = years > 2 ? [4, yearsOf(first, years)] : [7, monthsOf(first, last)];
  const place = new Map(names.map((name, index) => [name, index]));
  return { dated: true, names, of: dates.map((date) => place.get(date.slice(0, length)) ?? -1) };
}

function yearsOf(first, count) {
  return Array.from({ length: count }, (_, index) => String(Number(first.slice(0, 4)) + index).padStart(4, "0"));
}

/** The months from one date to another; of a year alone, its first and its last. */
function monthsOf(first, last) {
  const place = (date, month) => 12 * Number(date.slice(0, 4)) + Number(date.slice(5, 7) || month) - 1;
  const start = place(first, 1);
  return Array.from({ length: place(last, 12) - start + 1 }, (_, index) => {
    const [year, month] = [Math.floor((start + index) / 12), ((start + index) % 12) + 1];
    return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  });
}

/**
 * Count who is in the dreams of a span, who meets whom, and the acts between them.
 * @returns {{counts: Int32Array, meetings: Map<number, object>, dreams: number, bonds: Map<number, object>}}
 */
export function counted(sky, span, { from, to }) {
  const size = sky.nodes.length;
  const isWhole = from === 0 && to === span.names.length - 1;
  const counts = new Int32Array(size);
  const meetings = new Map();
  const bonds = new Map();
  let dreams = 0;
  const tie = (one, other) => {
    const [low, high] = one < other ? [one, other] : [other, one];
    const key = (low + 1) * (size + 1) + high + 1;
    if (!meetings.has(key)) meetings.set(key, { one: low, other: high, shared: 0, friendly: 0, aggressive: 0 });
    return meetings.get(key);
  };
  sky.dreams.forEach(([, cast, acts], place) => {
    const where = span.of[place];
    // Undated dreams belong to the whole alone.
    if (!isWhole && (where < from || where > to)) return;
    dreams += 1;
    cast.forEach((one, index) => {
      counts[one] += 1;
      tie(DREAMER, one).shared += 1;
      for (const other of cast.slice(index + 1)) tie(one, other).shared += 1;
    });
    for (const [isFriendly, one, other] of acts) {
      const kind = isFriendly ? "friendly" : "aggressive";
      tie(one, other)[kind] += 1;
      const figure = one === DREAMER ? other : other === DREAMER ? one : null;
      if (figure === null) continue;
      if (!bonds.has(figure)) bonds.set(figure, { friendly: 0, aggressive: 0 });
      bonds.get(figure)[kind] += 1;
    }
  });
  return { counts, meetings, dreams, bonds };
}

/** Whether a figure is of those that are chosen, whenever it is seen. */
export function isChosen(node, { kinds, confirmed }) {
  return kinds.has(node.kind) && (!confirmed || node.confirmed);
}

/**
 * Choose what is drawn: the figures, most seen first, and their ties, the weakest first.
 * @returns {{figures: number[], ties: object[], left: number}} `left` figures have no room
 */
export function shown(sky, found, steer) {
  const enough = [];
  sky.nodes.forEach((node, place) => {
    if (isChosen(node, steer) && found.counts[place] >= steer.least) enough.push(place);
  });
  enough.sort((one, other) => found.counts[other] - found.counts[one] || one - other);
  const figures = enough.slice(0, MOST_FIGURES);
  const there = new Set(figures);
  if (steer.dreamer) there.add(DREAMER);
  const weight = weightOf(steer.ties);
  const ties = [...found.meetings.values()].filter((tie) => there.has(tie.one) && there.has(tie.other) && weight(tie) > 0);
  return { figures, ties: strongest(ties, weight, there.size, TIES_EACH), left: enough.length - figures.length };
}

/** How strong a tie is, by what ties are of. */
export function weightOf(kind) {
  return (tie) => (kind === "any" ? tie.shared : tie[kind]);
}

/** Some ties for each figure, the strongest of all; the strongest of each figure stays in any case. The weakest come first. */
function strongest(ties, weight, size, each) {
  const order = [...ties].sort((a, b) => weight(b) - weight(a) || a.one - b.one || a.other - b.other);
  const seen = new Set();
  const kept = order.filter((tie, place) => {
    const isFirst = !seen.has(tie.one) || !seen.has(tie.other);
    seen.add(tie.one).add(tie.other);
    // The dreamer is in every dream: such ties crowd out nobody's.
    return place < each * size || isFirst || tie.one === DREAMER;
  });
  return kept.reverse();
}

/** What prevails between a figure and the dreamer: "friendly", "aggressive", "both", or "" where nothing is told. */
export function prevails(bond) {
  if (!bond || bond.friendly + bond.aggressive === 0) return "";
  const share = Math.max(bond.friendly, bond.aggressive) / (bond.friendly + bond.aggressive);
  if (share < 0.6) return "both";
  return bond.friendly > bond.aggressive ? "friendly" : "aggressive";
}
