// Places in the text, as the server counts them: in characters, of which some are two units long in a script.

/** Read stretches as they stand in attributes: "10-15 20-25". */
export function parseSpans(written) {
  return written.split(" ").filter(Boolean).map((each) => each.split("-").map(Number));
}

/** The text of a page. */
export class Places {
  constructor(container) {
    this.nodes = [];
    this.starts = [];
    let length = 0;
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      this.nodes.push(walker.currentNode);
      this.starts.push(length);
      length += walker.currentNode.length;
    }
    this.container = container;
    this.length = length;
    this.units = unitsOf(container.textContent);
  }

  /** The range of a stretch, half-open. */
  range(start, end) {
    const range = new Range();
    range.setStart(...this.#at(start, false));
    range.setEnd(...this.#at(end, true));
    return range;
  }

  /** Node and offset of a place; at a border between two nodes the earlier one, where something ends there. */
  #at(place, ends) {
    const unit = Math.min(this.length, this.units ? this.units[Math.min(place, this.units.length - 1)] : place);
    let low = 0, high = this.nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ends ? this.starts[middle] < unit : this.starts[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return this.nodes.length ? [this.nodes[low], unit - this.starts[low]] : [this.container, 0];
  }
}

/** Where each character begins, in units; null where each is one unit long. */
function unitsOf(text) {
  if (!/[\ud800-\udbff]/.test(text)) return null;
  const units = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  units.push(unit);
  return units;
}
