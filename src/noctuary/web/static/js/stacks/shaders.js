// How a tome is drawn on the graphics card: two triangles each, in one call for all of them and one for their glow.
//
// A processor may have to stand in for the card. It goes through every line for every pixel, whatever the branches, and
// through instances one by one: so there is a program for each way of drawing, and a corner looks up what it needs.

/** Marks in the column `light`, as noctuary.library.stacks has them. */
export const UNREAD = 0;
export const READ = 1;
export const NIGHT = 3;

/** What a texture holds lies in lines of so many. */
export const TEXTURE_WIDTH = 512;

/** The programs, by what they draw: the light around spines, spines from near, strokes of light from far. */
export const GLOW = "GLOW";
export const NEAR = "NEAR";
export const FAR = "FAR";

const VERTEX = `
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler2D;

uniform usampler2D uTomes;
uniform sampler2D uStands;
uniform usampler2D uShown;
uniform vec2 uView;
uniform float uUp;
uniform float uDensity;
uniform float uTop;
uniform float uFromShift;
uniform vec2 uScales;
uniform float uTurn;
uniform float uTime;
uniform float uBreath;
uniform float uChosen;
uniform vec4 uLeaning;
uniform vec3 uHues[6];

flat out vec4 vRect;
flat out vec4 vHow;
flat out vec4 vHue;
flat out vec4 vEnds;
flat out vec3 vMarks;
flat out uint vCompany;
out vec2 vAt;

ivec2 texel(int index) { return ivec2(index % ${TEXTURE_WIDTH}, index / ${TEXTURE_WIDTH}); }

uvec4 bytes(uint word) { return uvec4(word, word >> 8, word >> 16, word >> 24) & 0xffu; }

void main() {
  int index = gl_VertexID / 6;
  int turned = gl_VertexID % 6;
  int which = turned < 3 ? turned : 6 - turned;
  vec4 stands = texelFetch(uStands, texel(index), 0);
  uvec2 marks = texelFetch(uShown, texel(index), 0).xy;
  uvec4 told = texelFetch(uTomes, texel(int(marks.x)), 0);
  vec4 states = vec4(bytes(marks.y)) / 255.0;
  float shown = mix(states.x, states.y, uTurn);
  float lit = mix(states.z, states.w, uTurn);

  float scale = mix(uScales.x, uScales.y, uTurn);
  float place = float(marks.x);
  float lean = (place == uLeaning.x ? uLeaning.y : 0.0) + (place == uLeaning.z ? uLeaning.w : 0.0);
  vec2 size = vec2(float(told.w & 0xffffu), float(told.w >> 16)) / 64.0 * scale;
  vec2 foot = mix(stands.zw + vec2(0.0, uFromShift), stands.xy, uTurn) - vec2(0.0, uTop);
  foot.y -= lean * 8.0 * clamp(scale, 0.35, 1.0);

  uint light = (told.y >> 16) & 0xffu;
  vec4 strengths = vec4(bytes(told.x)) / 25.0;
  float last = float(told.y & 0xffu) / 25.0;
  float total = dot(strengths, vec4(1.0)) + last;
  bool isFelt = total > 0.02;
  // One feeling that is the dreamer's own and certain gives two thirds of the light; more come ever nearer to all.
  // Where nothing is felt, a chosen figure still lights its tomes.
  float glow = isFelt ? 1.0 - exp(-1.1 * total) : mix(0.17, 0.42, uChosen * lit);
  if (light == ${UNREAD}u || light == ${NIGHT}u) glow = 0.0;

  // No two breathe together.
  float seed = float(told.z >> 16) / 65535.0;
  float breath = light == ${READ}u ? uBreath * sin(6.2831853 * (uTime / (6.0 + 3.0 * fract(seed * 7.31)) + seed)) : 0.0;
  glow *= 1.0 + breath + 0.35 * clamp(lean, 0.0, 1.0);

  // From far away the stronger feelings show, lest all mix to grey.
  vec4 shares = strengths * strengths;
  vec3 hue = isFelt
    ? (uHues[0] * shares.x + uHues[1] * shares.y + uHues[2] * shares.z + uHues[3] * shares.w + uHues[4] * last * last)
      / (dot(shares, vec4(1.0)) + last * last)
    : uHues[5];
  vHue = vec4(hue, glow * mix(0.06, 1.0, lit));
  vHow = vec4(shown, mix(0.82, 1.0, lit) * (0.94 + 0.14 * fract(seed * 57.0)), light == ${NIGHT}u ? 1.0 : 0.0, scale * uDensity);
  // Where one feeling ends along the core and the next begins; beyond the core where there is no next, or no first.
  vec4 ends = vec4(strengths.x, strengths.x + strengths.y, strengths.x + strengths.y + strengths.z, total - last) / max(total, 0.02);
  vEnds = isFelt ? mix(mix(ends, vec4(-9.0), vec4(lessThan(ends, vec4(0.01)))), vec4(9.0), vec4(greaterThan(ends, vec4(0.99)))) : vec4(9.0);
  vMarks = vec3(float((told.y >> 8) & 0xffu), isFelt ? 1.0 : 0.0, mix(0.35, 1.0, lit));
  vCompany = told.z & 0x3ffu;

#ifdef GLOW
  float spread = 10.0 * scale;
  bool isOut = shown < 0.004 || !isFelt || vHue.a < 0.15;
#else
  float spread = 1.0;
  bool isOut = shown < 0.004;
#endif
  isOut = isOut || foot.y + spread < 0.0 || foot.y - size.y - spread > uView.y;
  vRect = vec4(foot.x, foot.y - size.y, foot.x + size.x, foot.y) * uDensity;
  vec2 corner = vec2(float(which & 1), float(which >> 1));
  vec2 at = mix(foot - vec2(spread, size.y + spread), foot + vec2(size.x + spread, 0.5), corner);
  vAt = at * uDensity;
  vec2 clip = at / uView * 2.0 - 1.0;
  gl_Position = isOut ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(clip.x, -clip.y * uUp, 0.0, 1.0);
}`;

const FRAGMENT = `
precision highp float;

uniform bool uIsNight;
uniform vec3 uHues[6];
uniform vec3 uCloth;
uniform vec3 uLine;
uniform vec3 uNeither;
uniform vec3 uFriendly;
uniform vec3 uAggressive;

flat in vec4 vRect;
flat in vec4 vHow;
flat in vec4 vHue;
flat in vec4 vEnds;
flat in vec3 vMarks;
flat in uint vCompany;
in vec2 vAt;
out vec4 color;

#if defined(GLOW)

void main() {
  vec2 away = max(max(vRect.xy - vAt, vAt - vRect.zw), 0.0);
  float near = max(0.0, 1.0 - length(away) / (10.0 * vHow.w));
  float strength = 0.4 * vHue.a * near * near * vHow.x;
  // Light is added to the dark; on the paper of the day it is a tint.
  color = uIsNight ? vec4(vHue.rgb * strength, 0.0) : vec4(vHue.rgb, 1.0) * strength * 0.8;
}

#elif defined(FAR)

void main() {
  vec2 size = vRect.zw - vRect.xy;
  vec2 beyond = max(vRect.xy - vAt, vAt - vRect.zw);
  vec2 cover = clamp(0.5 - beyond, 0.0, 1.0) * vec2(min(1.0, size.x), 1.0);
  float v = (vAt.y - vRect.y) / size.y;
  float fade = 1.0 - 0.55 * (2.0 * v - 1.0) * (2.0 * v - 1.0);
  vec3 cloth = mix(uCloth * vHow.y, uLine, vHow.z * 0.5);
  vec3 stroke = mix(cloth, vHue.rgb, min(1.0, 1.35 * vHue.a * fade));
  color = vec4(stroke, 1.0) * (cover.x * cover.y * vHow.x * (1.0 - 0.6 * vHow.z));
}

#else

void main() {
  float unit = vHow.w;
  vec2 size = vRect.zw - vRect.xy;
  vec2 inside = vAt - vRect.xy;
  vec2 beyond = abs(inside - size * 0.5) - size * 0.5;
  float cover = clamp(0.5 + unit - length(max(beyond + unit, 0.0)), 0.0, 1.0) * vHow.x;
  float u = inside.x / size.x * 2.0 - 1.0;
  float y = inside.y / unit;

  // Cloth, lit a little from the left and from above, and nothing but an edge for a night without recall.
  float rim = max(clamp(1.0 - inside.x / unit, 0.0, 1.0), 0.6 * clamp(1.0 - y, 0.0, 1.0));
  vec3 cloth = uCloth * (vHow.y * (1.0 - 0.25 * u * u)) + uNeither * (0.11 * rim);

  // A band for each of the first characters: light where one was friendly, dark red where aggressive, both half and half.
  float row = (y - 9.0) / 5.0;
  float band = floor(row);
  bool isBand = band >= 0.0 && band < min(vMarks.x, 5.0) && row - band < 0.3;
  uint company = (vCompany >> uint(max(band, 0.0) * 2.0)) & 3u;
  bool isFriendly = company == 1u || (company == 3u && u < 0.0);
  vec3 thread = company == 0u ? uNeither * 0.32 : isFriendly ? uFriendly * 0.8 : uAggressive * 0.88;
  cloth = isBand ? mix(cloth, thread, vMarks.z) : cloth;

  // The core: feelings share it by their strength, and each has its pattern, so that nothing rests on hue alone.
  float top = (10.0 + 5.0 * min(vMarks.x, 5.0)) * unit;
  float v = (inside.y - top) / max(size.y - top, 1.0);
  float fade = clamp(v * 6.0, 0.0, 1.0) * clamp((1.0 - v) * 4.0, 0.0, 1.0);
  vec4 past = clamp((v - vEnds) * 6.0 + 0.5, 0.0, 1.0);
  float anger = 1.0 - past.x;
  float apprehension = past.x - past.y;
  float sadness = past.y - past.z;
  float confusion = past.z - past.w;
  vec3 hue = mix(vHue.rgb,
    uHues[0] * anger + uHues[1] * apprehension + uHues[2] * sadness + uHues[3] * confusion + uHues[4] * past.w, vMarks.y);
  float saw = abs(fract(y / 7.0) - 0.5) * 4.0 - 1.0;
  float turn = fract(y / 14.0) * 2.0 - 1.0;
  float wave = 4.0 * turn * (1.0 - abs(turn));
  float dot_ = 1.0 - abs(fract(y / 5.0) * 2.0 - 1.0);
  float dash = clamp(abs(fract(y / 22.0) * 2.0 - 1.0) * 12.0 - 10.4, 0.0, 1.0);
  float side = u - (anger * saw + confusion * wave) * 0.32 * vMarks.y;
  float mask = 1.0 - (apprehension * 0.62 * (1.0 - dot_) + sadness * 0.8 * dash) * vMarks.y;
  float soft = max(0.0, 1.0 - 0.8 * side * side);
  float hot = max(0.0, 1.0 - 7.0 * side * side);
  vec3 light = (hue * (soft * soft) + (hue * 0.3 + 0.22) * (hot * hot * vHue.a)) * (vHue.a * fade * mask);

  float edge = clamp(1.5 + max(beyond.x, beyond.y), 0.0, 1.0);
  vec4 spine = vec4(min(cloth + light, 1.0), 1.0);
  color = mix(spine, vec4(uLine, 1.0) * mix(0.14, 0.9, edge), vHow.z) * cover;
}

#endif`;

/** The sources of a program. */
export function sourcesOf(kind) {
  return [VERTEX, FRAGMENT].map((source) => `#version 300 es\n#define ${kind}\n${source}`);
}
