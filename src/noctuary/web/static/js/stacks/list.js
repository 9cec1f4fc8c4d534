// The plain list: the same tomes in the same order, a page at a time, from the server.
import { answered } from "./columns.js";

export class List {
  /**
   * @param {HTMLElement} place
   * @param {{turned: (page: number) => void}} tell Called when another page is asked for.
   */
  constructor(place, tell) {
    this.place = place;
    place.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-page]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      tell.turned(Number(link.dataset.page));
    });
  }

  /** Show what stands at an address, found by words where there are any; what it says of itself is returned. */
  async show(address, words) {
    const html = await (await answered(address, words)).text();
    return () => {
      this.place.innerHTML = html;
      htmx.process(this.place);
      return this.facts;
    };
  }

  /** What the list says of itself. */
  get facts() {
    const told = this.place.querySelector("[data-dreams]")?.dataset;
    const bays = this.place.querySelector("[data-bays]");
    return told && { dreams: Number(told.dreams), of: Number(told.of), bays: JSON.parse(bays?.dataset.bays ?? "[]") };
  }
}
