// Draws tomes with WebGL: one call for all of them, whatever their number, and one for the light around them.
import { openScreen } from "./screen.js";
import { FAR, GLOW, NEAR, TEXTURE_WIDTH, sourcesOf } from "./shaders.js";

/** Below this width in pixels at scale 1, spines are strokes of light. */
const FAR_SCALE = 0.3;
const FEELINGS = ["anger", "apprehension", "sadness", "confusion", "happiness", "unstated"];
const COLOURS = { uCloth: "cloth", uLine: "line", uNeither: "band-neither", uFriendly: "band-friendly", uAggressive: "band-aggressive" };

/** A painter on a canvas; `null` where the browser has no WebGL. */
export function createPainter(canvas) {
  const screen = openScreen(canvas);
  if (!screen) return null;
  try {
    return new Painter(screen);
  } catch {
    return null;
  }
}

class Painter {
  constructor(screen) {
    const { gl } = screen;
    this.screen = screen;
    this.gl = gl;
    this.count = 0;
    this.programs = new Map([NEAR, FAR, GLOW].map((kind) => [kind, new Program(gl, kind)]));
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const unit of ["uTomes", "uStands", "uShown"].keys()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    }
    this.tell((program) => {
      for (const [unit, name] of ["uTomes", "uStands", "uShown"].entries()) gl.uniform1i(program.at(name), unit);
      gl.uniform1f(program.at("uUp"), screen.isUpsideDown ? -1 : 1);
    });
  }

  /** Tell every program something. */
  tell(what) {
    for (const program of this.programs.values()) {
      program.use();
      what(program);
    }
  }

  /** Call `lost` when nothing can be drawn any more. */
  onLost(lost) {
    for (const name of ["webglcontextlost", "contextlost"]) this.gl.canvas.addEventListener(name, lost);
  }

  /** Take in what every tome looks like, as `tomeTexels` makes it. */
  setTomes(texels) {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32UI, TEXTURE_WIDTH, texels.length / 4 / TEXTURE_WIDTH, 0, gl.RGBA_INTEGER, gl.UNSIGNED_INT, texels);
  }

  /** Take where the first `count` tomes stand, as `Stands` keeps them. */
  setStands({ stands, shown }, count) {
    const { gl } = this;
    const lines = Math.max(1, Math.ceil(count / TEXTURE_WIDTH));
    gl.activeTexture(gl.TEXTURE1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, TEXTURE_WIDTH, lines, 0, gl.RGBA, gl.FLOAT, stands);
    gl.activeTexture(gl.TEXTURE2);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32UI, TEXTURE_WIDTH, lines, 0, gl.RG_INTEGER, gl.UNSIGNED_INT, shown);
    this.count = count;
  }

  /** Take the colours. */
  setPalette({ rgb, isNight }) {
    const { gl } = this;
    gl.clearColor(...rgb.ground, 1);
    this.tell((program) => {
      gl.uniform1i(program.at("uIsNight"), isNight);
      gl.uniform3fv(program.at("uHues"), FEELINGS.flatMap((feeling) => rgb[`glow-${feeling}`]));
      for (const [name, token] of Object.entries(COLOURS)) gl.uniform3fv(program.at(name), rgb[token]);
    });
  }

  /** Fit the canvas to its place on the page; return how many of its pixels go into one of the page's. */
  resize(width, height) {
    const density = Math.min(this.screen.mostDense, devicePixelRatio || 1);
    const [wide, high] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
    this.screen.resize(wide, high);
    this.gl.viewport(0, 0, wide, high);
    this.tell((program) => {
      this.gl.uniform2f(program.at("uView"), width, height);
      this.gl.uniform1f(program.at("uDensity"), density);
    });
    return density;
  }

  /** Whether what was drawn last is not seen yet. */
  get isBusy() {
    return this.screen.isBusy;
  }

  /**
   * Draw the tomes from `first` up to `end`, and call `done` when they are seen. Not while busy.
   * @param {{top: number, fromShift: number, scales: [number, number], turn: number, time: number, breath: number,
   *   isChosen: boolean, leaning: [number, number, number, number]}} moment
   */
  draw({ first, end, ...moment }, done) {
    const { gl } = this;
    gl.clear(gl.COLOR_BUFFER_BIT);
    const count = Math.max(0, Math.min(end, this.count) - first);
    // From far away, light has no room to spread.
    const isFar = Math.max(...moment.scales) < FAR_SCALE;
    for (const kind of isFar ? [FAR] : [GLOW, NEAR]) {
      this.programs.get(kind).take(moment);
      gl.drawArrays(gl.TRIANGLES, first * 6, count * 6);
    }
    this.screen.present(done);
  }
}

class Program {
  constructor(gl, kind) {
    this.gl = gl;
    this.program = gl.createProgram();
    this.places = new Map();
    for (const [index, source] of sourcesOf(kind).entries()) {
      const shader = gl.createShader(index ? gl.FRAGMENT_SHADER : gl.VERTEX_SHADER);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
    }
    gl.linkProgram(this.program);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(this.program));
  }

  use() {
    this.gl.useProgram(this.program);
  }

  at(name) {
    if (!this.places.has(name)) this.places.set(name, this.gl.getUniformLocation(this.program, name));
    return this.places.get(name);
  }

  /** Take what a moment says. */
  take({ top, fromShift, scales, turn, time, breath, isChosen, leaning }) {
    const { gl } = this;
    this.use();
    gl.uniform1f(this.at("uTop"), top);
    gl.uniform1f(this.at("uFromShift"), fromShift);
    gl.uniform2fv(this.at("uScales"), scales);
    gl.uniform1f(this.at("uTurn"), turn);
    gl.uniform1f(this.at("uTime"), time);
    gl.uniform1f(this.at("uBreath"), breath);
    gl.uniform1f(this.at("uChosen"), isChosen ? 1 : 0);
    gl.uniform4fv(this.at("uLeaning"), leaning);
  }
}

/** What tomes look like, packed for `Painter.setTomes`: four numbers of 32 bits each. */
export function tomeTexels({ count, nr, feelings, characters, company, light }, widths, heights) {
  const texels = new Uint32Array(Math.max(1, Math.ceil(count / TEXTURE_WIDTH)) * TEXTURE_WIDTH * 4);
  const strength = (place, feeling) => Math.min(255, Math.round(feelings[place * 5 + feeling] / 4));
  for (let place = 0; place < count; place += 1) {
    const at = place * 4;
    texels[at] = strength(place, 0) | (strength(place, 1) << 8) | (strength(place, 2) << 16) | (strength(place, 3) << 24);
    texels[at + 1] = strength(place, 4) | (characters[place] << 8) | (light[place] << 16);
    // A number of its own for each dream, so that none breathes with another.
    texels[at + 2] = company[place] | ((Math.imul(nr[place] + place, 0x9e3779b1) >>> 16) << 16);
    texels[at + 3] = Math.round(widths[place] * 64) | (Math.round(heights[place] * 64) << 16);
  }
  return texels;
}

/** Where tomes stand and where they come from, as the painter takes it. */
export class Stands {
  constructor(count) {
    const room = Math.max(1, Math.ceil(count / TEXTURE_WIDTH)) * TEXTURE_WIDTH;
    this.stands = new Float32Array(room * 4);
    this.shown = new Uint32Array(room * 2);
  }

  /** Put one in; how it is shown and lit, before and then, is 0 or 1. */
  put(index, place, toX, toY, fromX, fromY, fromShown, toShown, fromLit, toLit) {
    const { stands, shown } = this;
    const at = index * 4;
    stands[at] = toX;
    stands[at + 1] = toY;
    stands[at + 2] = fromX;
    stands[at + 3] = fromY;
    shown[index * 2] = place;
    shown[index * 2 + 1] = (fromShown * 255) | ((toShown * 255) << 8) | ((fromLit * 255) << 16) | ((toLit * 255) << 24);
  }
}
