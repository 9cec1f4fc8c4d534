// The picture as a file: what the stylesheet says of each sign is written into it, so that it looks the same elsewhere.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity", "font-size",
  "font-family", "letter-spacing", "text-anchor", "dominant-baseline", "paint-order", "display"];
const COLOURS = new Set(["fill", "stroke"]);
const PNG_SCALE = 2;

const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** A colour as every program reads it; what is no colour stays as it is. */
function plain(colour) {
  if (colour === "none" || colour.startsWith("url")) return colour;
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** The picture as an SVG file: without links, and without names where they are not to be seen. */
function written(svg) {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true);
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, place) => {
    const style = getComputedStyle(originals[place]);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal") element.setAttribute(name, COLOURS.has(name) ? plain(value) : value);
    }
    for (const name of ["class", "tabindex", "aria-label", "aria-hidden", "href"]) element.removeAttribute(name);
  });
  if (document.documentElement.dataset.discreet === "yes") copy.querySelectorAll("text").forEach((text) => text.remove());
  for (const link of copy.querySelectorAll("a")) {
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    for (const { name, value } of link.attributes) group.setAttribute(name, value);
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", plain(getComputedStyle(document.documentElement).backgroundColor));
  copy.prepend(ground);
  for (const { name } of [...copy.attributes]) copy.removeAttribute(name);
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** Hand a file to the browser to be kept. */
function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Save the picture as it is seen, as "svg" or "png". */
export async function savePicture(svg, form) {
  const { text, width, height } = written(svg);
  const drawing = new Blob([text], { type: "image/svg+xml" });
  if (form === "svg") {
    hand(drawing, "network.svg");
    return;
  }
  const image = new Image();
  image.src = URL.createObjectURL(drawing);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  hand(await new Promise((done) => { canvas.toBlob(done, "image/png"); }), "network.png");
}
