// The words of the text as a coder points at them: by selecting, word by word, or by their numbers. Places count
// characters as the library does, not the halves of which this language makes some.
import { Places } from "./tome-places.js";

const text = () => document.getElementById("text");
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’\-][\p{L}\p{N}\p{M}]+)*/gu;

let counted = null;

/** Every word of the text, as stretches of characters. */
function words() {
  const written = text().textContent;
  if (counted?.written === written) return counted.words;
  const found = [];
  let units = 0, points = 0;
  const pass = (to) => {
    points += pointsOf(written.slice(units, to));
    units = to;
    return points;
  };
  for (const match of written.matchAll(WORD)) found.push([pass(match.index), pass(match.index + match[0].length)]);
  counted = { written, words: found };
  return found;
}

export const countWords = () => words().length;

/** How many characters a string has. */
function pointsOf(string) {
  let points = 0;
  for (const _ of string) points += 1;
  return points;
}

function placeOf(node, offset) {
  const range = new Range();
  range.setStart(text(), 0);
  range.setEnd(node, offset);
  return pointsOf(range.toString());
}

/** What is selected in the text, as stretches of characters; none if nothing is. */
export function selectedSpans() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!text().contains(range.commonAncestorContainer) || !range.toString().trim()) return [];
  return [[placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)]];
}

/** The words that a stretch begins and ends with, by their index; the last before it where it holds none. */
function wordsOf([start, end]) {
  const all = words();
  const first = all.findIndex((word) => word[1] > start);
  const after = all.findIndex((word) => word[0] >= end);
  const from = first < 0 ? all.length - 1 : first;
  return [from, Math.max(from, (after < 0 ? all.length : after) - 1)];
}

/** Where a walk word by word began and where it is, and what it selected: another selection begins another walk. */
let walk = { anchor: 0, focus: 0, selected: "" };

/**
 * Select the next word or the one before, or one more or one less. Without a selection it begins at what a code
 * stands on, or at the first word.
 */
export function selectWord(by, extend, span = [0, 1]) {
  const all = words();
  if (!all.length) return;
  const [selected] = selectedSpans();
  if (!selected || String(selected) !== walk.selected) {
    const [anchor, focus] = wordsOf(selected ?? span);
    walk = { anchor, focus };
    // The first step shows where one is.
    if (!selected && !extend) walk.focus = anchor - by;
  }
  walk.focus = Math.min(all.length - 1, Math.max(0, walk.focus + by));
  if (!extend) walk.anchor = walk.focus;
  const [one, other] = [walk.anchor, walk.focus].sort((a, b) => a - b);
  const range = new Places(text()).range(all[one][0], all[other][1]);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  walk.selected = String(selectedSpans()[0]);
  range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

/** The stretch from one word to another, by their numbers from 1; the one that was changed last leads. */
export function wordsIn(from, to, changed) {
  const all = words();
  const within = (number) => Math.min(all.length, Math.max(1, Math.round(number) || 1));
  let [first, last] = [within(from || to), within(to || from)];
  if (first > last) { if (changed === "from") last = first; else first = last; }
  return all.length ? [[all[first - 1][0], all[last - 1][1]]] : [];
}

/** Show stretches in the text while they are chosen; return their words, and the numbers of the first and the last. */
export function showWords(spans) {
  const places = new Places(text());
  const ranges = spans.map((span) => places.range(...span));
  if (ranges.length) CSS.highlights?.set("chosen", new Highlight(...ranges)); else CSS.highlights?.delete("chosen");
  if (!spans.length) return { words: "" };
  const [from, to] = wordsOf([spans[0][0], spans.at(-1)[1]]);
  return { words: ranges.map((range) => range.toString().trim()).join(" … "), from: from + 1, to: to + 1 };
}
