// The words of the text as a coder points at them: by selecting, word by word, or by their numbers. Places count
// characters as the library does, not the halves of which this language makes some.

const text = () => document.getElementById("text");
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’\-][\p{L}\p{N}\p{M}]+)*/gu;

let counted = null;

/** Every word of the text: where it stands, in characters and as this language counts. */
function words() {
  const written = text().textContent;
  if (counted?.written === written) return counted.words;
  const found = [];
  let units = 0;
  let points = 0;
  const pass = (to) => {
    while (units < to) { units += written.codePointAt(units) > 0xffff ? 2 : 1; points += 1; }
    return points;
  };
  for (const match of written.matchAll(WORD)) {
    const start = pass(match.index);
    found.push({ start, end: pass(match.index + match[0].length), from: match.index, to: match.index + match[0].length });
  }
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
  const range = document.createRange();
  range.setStart(text(), 0);
  range.setEnd(node, offset);
  return pointsOf(range.toString());
}

/** What is selected in the text, as stretches of characters; none if nothing is. */
export function selectedSpans() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!text().contains(range.commonAncestorContainer)) return [];
  const span = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  return range.toString().trim() ? [span] : [];
}

/** The range of the page from one place of the text to another, in units of this language. */
function rangeOf(from, to) {
  const range = document.createRange();
  const walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
  let at = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.length;
    if (!begun && from < end) { range.setStart(node, from - at); begun = true; }
    if (begun && to <= end) { range.setEnd(node, to - at); break; }
    at = end;
  }
  return range;
}

function unitsOf([start, end]) {
  const written = text().textContent;
  let units = 0;
  let points = 0;
  const pass = (to) => {
    while (points < to && units < written.length) { units += written.codePointAt(units) > 0xffff ? 2 : 1; points += 1; }
    return units;
  };
  return [pass(start), pass(end)];
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
    const [start, end] = selected ?? span;
    const first = Math.max(0, all.findIndex((each) => each.end > start));
    const after = all.findIndex((each) => each.start >= end);
    walk = { anchor: first, focus: Math.max(first, (after < 0 ? all.length : after) - 1) };
    // The first step shows where one is.
    if (!selected && !extend) walk.focus = first - by;
  }
  walk.focus = Math.min(all.length - 1, Math.max(0, walk.focus + by));
  if (!extend) walk.anchor = walk.focus;
  const [one, other] = [walk.anchor, walk.focus].sort((a, b) => a - b);
  const range = rangeOf(all[one].from, all[other].to);
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
  let [first, last] = [within(from), within(to || from)];
  if (first > last) { if (changed === "from") last = first; else first = last; }
  return all.length ? [[all[first - 1].start, all[last - 1].end]] : [];
}

/** Show stretches in the text while they are chosen; return their words, and the numbers of the first and the last. */
export function showWords(spans) {
  if ("highlights" in CSS) {
    const ranges = spans.map((span) => rangeOf(...unitsOf(span)));
    if (ranges.length) CSS.highlights.set("chosen", new Highlight(...ranges)); else CSS.highlights.delete("chosen");
  }
  if (!spans.length) return { words: "" };
  const all = words();
  const written = text().textContent;
  const first = spans[0][0];
  const last = spans.at(-1)[1];
  const from = all.findIndex((each) => each.end > first);
  const after = all.findIndex((each) => each.start >= last);
  return {
    words: spans.map((span) => written.slice(...unitsOf(span)).trim()).join(" … "),
    from: from < 0 ? undefined : from + 1,
    to: after < 0 ? all.length : Math.max(after, from + 1),
  };
}
