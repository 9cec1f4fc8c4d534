// What stands beside the picture: the figure that is looked at, or what the signs mean.
import { prevails } from "./network-sky.js";

const COMPANY = 8;

/** Make an element with a class and children. */
function made(tag, { class: name, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const many = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** A figure: what it is, how often, what is between it and the dreamer, and with whom it is. */
export function describe(sky, place) {
  const node = sky.sky.nodes[place];
  const bond = sky.found.bonds.get(place);
  const company = sky.company(place);
  const said = {
    friendly: "Friendly acts prevail between it and the dreamer",
    aggressive: "Aggressive acts prevail between it and the dreamer",
    both: "Friendly and aggressive acts are about as many between it and the dreamer",
  }[prevails(bond)];
  const parts = [
    made("h2", {}, made("bdi", { class: "private" }, node.name)),
    made("p", { class: "quiet" }, node.circle + (node.confirmed ? ", confirmed" : "")),
    made("p", {}, `${many(sky.found.counts[place], "dream")} of ${sky.found.dreams.toLocaleString("en")}.`),
  ];
  if (said) parts.push(made("p", {}, `${said}: ${bond.friendly} and ${bond.aggressive}.`));
  if (company.length) {
    parts.push(
      made("h3", {}, `Meets ${company.length.toLocaleString("en")} here`),
      made("ol", { class: "plain-list company" }, ...company.slice(0, COMPANY).map((each) =>
        made("li", {}, made("bdi", { class: "private" }, sky.sky.nodes[each.place].name), " ", made("span", { class: "quiet" }, String(each.tie.shared))))),
    );
    if (company.length > COMPANY) parts.push(made("p", { class: "quiet" }, `and ${company.length - COMPANY} more`));
  }
  parts.push(made("p", {}, made("a", { href: node.at }, "Its page")));
  return parts;
}

/** What the signs mean, while nobody is looked at. */
export function legend() {
  const sign = (classes) => made("span", { class: `sign ${classes}`, "aria-hidden": "true" });
  const row = (classes, words) => made("li", {}, sign(classes), words);
  return [
    made("h2", {}, "How to read it"),
    made("ul", { class: "plain-list signs" },
      row("pearl-sign", "a figure, its area by its dreams"),
      row("friendly", "friendly acts prevail with the dreamer"),
      row("aggressive", "aggressive acts prevail"),
      row("both", "about as many of both"),
      row("line-sign", "dreams that two share"),
      row("bound-sign", "a circle: who is met together")),
    made("p", { class: "quiet" }, "Point at a figure, or go to it by Tab and arrow keys. Click or Enter leads to its page."),
  ];
}
