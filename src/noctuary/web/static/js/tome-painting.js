// The living canvas: a slow field of pigment, from the few numbers that the server took from the dream.
import { isStill } from "./talk.js";

const CELLS = 4000;
// It moves so slowly, and is so soft, that from one frame to the next no spot changes by more than a shade or two:
// more frames would not be seen, and where no graphics card helps, each costs as much as painting the page anew.
const FRAMES_A_SECOND = 1.5;
const TURN = 2 * Math.PI;

/** How pigment lies by night and by day: lightness from and to, share of the chroma, and the ground. */
const LIGHTS = {
  night: { low: 0.17, high: 0.5, chroma: 0.52, ground: [0.18, 0.001, -0.015] },
  day: { low: 0.82, high: 0.97, chroma: 0.26, ground: [0.96, 0.001, 0.012] },
};
const GROUND_WEIGHT = 0.25;

/** Paint what a canvas holds in its data, and go on while it is seen and motion is wanted. */
export function paint(canvas) {
  const painting = JSON.parse(canvas.dataset.painting);
  const { clientWidth, clientHeight } = document.documentElement;
  canvas.width = Math.round(Math.sqrt((CELLS * clientWidth) / clientHeight));
  canvas.height = Math.round(CELLS / canvas.width);
  const field = new Field(painting, canvas);
  let timer = 0, last = 0, time = 0;

  const frame = (now) => {
    time += Math.min(now - last, 1000) / 1000;
    last = now;
    field.draw(time);
    timer = setTimeout(() => requestAnimationFrame(frame), 1000 / FRAMES_A_SECOND);
  };
  const restart = () => {
    clearTimeout(timer);
    field.light(isDay() ? LIGHTS.day : LIGHTS.night);
    field.draw(time);
    canvas.dataset.moving = String(!isStill() && !document.hidden);
    if (canvas.dataset.moving === "true") {
      last = performance.now();
      timer = setTimeout(() => requestAnimationFrame(frame), 1000 / FRAMES_A_SECOND);
    }
  };
  document.addEventListener("visibilitychange", restart);
  document.addEventListener("noctuary:look", restart);
  for (const asked of ["(prefers-reduced-motion: reduce)", "(prefers-color-scheme: light)"]) {
    matchMedia(asked).addEventListener("change", restart);
  }
  restart();
}

function isDay() {
  const light = document.documentElement.dataset.light;
  return light === "day" || (light === "system" && matchMedia("(prefers-color-scheme: light)").matches);
}

/** The field of pigment, drawn small and shown large. */
class Field {
  constructor(painting, canvas) {
    this.painting = painting;
    this.context = canvas.getContext("2d", { alpha: false });
    this.image = this.context.createImageData(canvas.width, canvas.height);
    const random = randomOf(painting.seed);
    this.phases = Array.from({ length: 6 }, () => TURN * random());
    this.grain = Float32Array.from({ length: canvas.width * canvas.height }, () => (random() - 0.5) * 0.008 * (0.3 + painting.pace));
    this.restless = painting.turbulence * (1 - painting.calm / 2);
  }

  /** Take the pigments as they lie in this light. */
  light(light) {
    this.ground = light.ground;
    this.washes = this.painting.washes.map(([x, y, size, lightness, chroma, hue, strength]) => {
      const turn = (hue * Math.PI) / 180;
      return {
        x, y, strength, falloff: 1.6 / (size * size),
        lightness: light.low + (light.high - light.low) * lightness,
        a: light.chroma * chroma * Math.cos(turn), b: light.chroma * chroma * Math.sin(turn),
      };
    });
  }

  draw(seconds) {
    const { washes, phases, ground, grain, image: { data, width, height } } = this;
    const far = 0.035 + 0.08 * this.restless;
    const fine = 0.012 * this.painting.pace;
    const time = seconds * 0.016 * (1 + this.restless / 2);
    for (let row = 0, at = 0; row < height; row += 1) {
      const v = (row + 0.5) / height;
      for (let column = 0; column < width; column += 1, at += 1) {
        const u = (column + 0.5) / width;
        const x = u + far * (Math.sin(TURN * (1.1 * v + time) + phases[0]) + 0.5 * Math.sin(TURN * (1.7 * u + 2.3 * v - 1.3 * time) + phases[1]))
          + fine * Math.sin(TURN * (7 * v + 4 * u + 2 * time) + phases[4]);
        const y = v + far * (Math.sin(TURN * (1.3 * u - 0.8 * time) + phases[2]) + 0.5 * Math.sin(TURN * (2.1 * v - 1.9 * u + 1.1 * time) + phases[3]))
          + fine * Math.sin(TURN * (8 * u - 3 * v - 2 * time) + phases[5]);
        let weight = GROUND_WEIGHT, lightness = GROUND_WEIGHT * ground[0], a = GROUND_WEIGHT * ground[1], b = GROUND_WEIGHT * ground[2];
        for (const wash of washes) {
          const dx = x - wash.x, dy = (y - wash.y) * 0.7;
          const distance = (dx * dx + dy * dy) * wash.falloff;
          if (distance > 5) continue;
          const share = wash.strength * Math.exp(-distance);
          weight += share;
          lightness += share * wash.lightness;
          a += share * wash.a;
          b += share * wash.b;
        }
        toScreen(data, 4 * at, lightness / weight + grain[at], a / weight, b / weight);
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }
}

// What a linear share of light is on a screen, for every share that can be told apart.
const STEPS = 1024;
const GAMMA = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, step) => {
  const linear = step / STEPS;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
});

function channel(linear) {
  return GAMMA[Math.max(0, Math.min(STEPS, Math.round(linear * STEPS)))];
}

/** Write a colour of OKLab where a screen takes it. */
function toScreen(data, at, lightness, a, b) {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  data[at] = channel(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short);
  data[at + 1] = channel(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short);
  data[at + 2] = channel(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short);
  data[at + 3] = 255;
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
