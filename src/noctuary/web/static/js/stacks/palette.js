// The colours of the page as numbers for drawing: whatever the style sheet says, by night and by day.

const TOKENS = [
  "ground", "line", "quiet", "ink", "accent", "cloth", "band-friendly", "band-aggressive", "band-neither",
  "glow-anger", "glow-apprehension", "glow-sadness", "glow-confusion", "glow-happiness", "glow-unstated",
];

/** Every colour of the shelves: `css` to draw with, `rgb` from 0 to 1, and whether the room is dark. */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const css = {};
  const rgb = {};
  for (const token of TOKENS) {
    css[token] = style.getPropertyValue(`--${token}`).trim();
    context.fillStyle = css[token];
    context.fillRect(0, 0, 1, 1);
    rgb[token] = Array.from(context.getImageData(0, 0, 1, 1).data.subarray(0, 3), (value) => value / 255);
  }
  const [red, green, blue] = rgb.ground;
  return { css, rgb, isNight: 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 };
}
