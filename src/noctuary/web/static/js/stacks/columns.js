// Columns of numbers as the server packs them (noctuary.web.binary), and asking for them.
import { send } from "../talk.js";

const VIEWS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };

/** Take an answer apart: the facts of its head, and each column as an array of numbers. */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const { columns, ...facts } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = 4 + length;
  for (const [name, [width, offset, count]] of Object.entries(columns)) {
    facts[name] = new VIEWS[width](buffer, start + offset, count);
  }
  return facts;
}

/** What the server says is wrong: a sentence for the person. */
export class Refusal extends Error {}

/** Ask the server; return its answer, which is one to go on with, or throw what it says is wrong. */
export async function answered(address, words) {
  const headers = { "HX-Request": "true" };
  let answer;
  try {
    // Words of the dreamer's own stand in no address.
    answer = await (words ? send("POST", address, { words }, headers) : fetch(address, { headers }));
  } catch {
    throw new Refusal("The reading room does not answer. Is noctuary serve still running?");
  }
  if (!answer.ok) throw new Refusal(sentenceOf(await answer.text()));
  if (answer.headers.get("Content-Type").startsWith("application/json")) {
    const { trouble } = await answer.clone().json();
    if (trouble) throw new Refusal(trouble);
  }
  return answer;
}

/** The words of a refusal, which comes as a piece of a page. */
function sentenceOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

/**
 * Ask for columns; while they are still looked for, ask again.
 * @param {string} address
 * @param {{words?: string, waiting?: (done: number) => void}} options
 *   Words to find go into the body. `waiting` is told how many dreams were looked through.
 */
export async function ask(address, { words = "", waiting } = {}) {
  for (;;) {
    const answer = await answered(address, words);
    if (answer.status === 202) {
      waiting?.((await answer.json()).done);
      await new Promise((resolve) => { setTimeout(resolve, 400); });
      continue;
    }
    return unpack(await answer.arrayBuffer());
  }
}
