// A draft, kept: in the browser with every keystroke, on the server within a second. The text lies in the browser only
// for as long as the server has not acknowledged it.
import { stash, stashedAlone, takeCare, unstash } from "./stash.js";
import { send } from "./talk.js";

/** From the first keystroke that is not kept to the save: with the save itself, less than a second. */
const SOON = 700;
const LONGEST_WAIT = 15000;
/** Who does not answer for so long is away. */
const PATIENCE = 10000;

/** What the server is asked with, so that it answers with data whatever happens. */
const DATA = { Accept: "application/json" };

/** A random id: 32 hexadecimal digits. */
export function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The token of a new start, from any page of it; nothing where this browser has not come in yet. */
async function renewToken() {
  const answer = await fetch("/help", { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, before] = [page, document].map((each) => each.querySelector("meta[name=token]"));
  if (now.content === before.content) return false;
  before.content = now.content;
  return true;
}

/**
 * Send something; after a new start of the server that this browser has entered, with its new token.
 * Rejects where nobody answers.
 */
async function sendAnyhow(method, address, body) {
  const ask = () => send(method, address, body, DATA, { signal: AbortSignal.timeout(PATIENCE) });
  const answer = await ask();
  return answer.status === 403 && (await renewToken()) ? ask() : answer;
}

/** What an answer that refuses says; plain words from the guard, data from the pages. */
async function refusalIn(answer) {
  const text = await answer.text();
  try {
    return { hint: "", ...JSON.parse(text), status: answer.status };
  } catch {
    return { message: text.trim(), hint: "", status: answer.status };
  }
}

/** What of a draft goes to the server: whole signs only, since no file holds half of one. */
function wellFormed({ text, details }) {
  const whole = Object.entries(details).map((pair) => pair.map((each) => each.toWellFormed()));
  return { text: text.toWellFormed(), details: Object.fromEntries(whole) };
}

function areSame(one, other) {
  return one.text === other.text && JSON.stringify(one.details) === JSON.stringify(other.details);
}

/** Keeps one draft. */
export class Keeper {
  #acknowledged;
  #number;
  #saving = null;
  #timer = null;
  #waits = 0;
  #ended = false;

  /**
   * @param {{id: string, text: string, details: object, version: number}} draft as the server has it
   * @param {(state: {kind: string, at?: number, message?: string, isStashed?: boolean}) => void} tell
   *   of what became of it: "kept"; "apart", kept as a draft of its own; "away", where nobody answers; "closed", where
   *   the server was started anew; "refused", with a message; "gone", where another tab has kept or discarded it
   */
  constructor(draft, tell) {
    this.tell = tell;
    this.isStashed = true;
    this.#begin();
    this.take(draft);
  }

  /** Take a name for what is written here; for as long as it is held, nobody else takes care of it. */
  #begin() {
    this.writer = randomId();
    takeCare(this.writer);
  }

  /** Stand where the server stands. */
  take({ id, text, details, version }) {
    Object.assign(this, { id, base: version, content: { text, details } });
    this.#acknowledged = this.content;
    this.#number = version;
  }

  /** Whether all that was written is acknowledged; not where it is unsure what the server has. */
  get isKept() {
    return this.#acknowledged !== null && areSame(this.content, this.#acknowledged);
  }

  /** Take what is written now: into the browser at once, to the server soon. */
  change(content) {
    this.content = content;
    if (this.#ended) return;
    if (this.isKept) {
      // What was typed was taken back: nothing older may come back for it.
      unstash(this.writer);
      return;
    }
    this.#stash();
    if (this.#timer === null && this.#saving === null) this.#schedule(SOON);
  }

  #schedule(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), wait);
  }

  /** Save what is written, one save at a time; resolve to whether all of it is acknowledged. */
  async save() {
    clearTimeout(this.#timer);
    this.#timer = null;
    await this.#settled();
    if (this.isKept || this.#ended) return true;
    this.#saving = this.#put();
    const isSaved = await this.#saving;
    this.#saving = null;
    this.#waits = isSaved ? 0 : this.#waits + 1;
    if (!this.isKept && !this.#ended && this.#timer === null) {
      this.#schedule(isSaved ? SOON : Math.min(1000 * 2 ** (this.#waits - 1), LONGEST_WAIT));
    }
    return this.isKept;
  }

  /** Wait until nothing is under way. */
  async #settled() {
    while (this.#saving !== null) await this.#saving;
  }

  #sent() {
    this.#number += 1;
    return { ...wellFormed(this.content), base: this.base, version: this.#number, writer: this.writer };
  }

  async #put() {
    const content = this.content;
    const answer = await this.#ask("PUT", "", this.#sent());
    if (answer?.ok) this.#acknowledge(content, answer.said);
    else this.#acknowledged = null;
    if (answer && !answer.ok) this.#refused(answer.said);
    return Boolean(answer?.ok);
  }

  /** Ask something of this draft. Resolve to whether it was done and what was said; to null where nobody answers. */
  async #ask(method, what, body) {
    try {
      const answer = await sendAnyhow(method, `/write/draft/${this.id}${what}`, body);
      return { ok: answer.ok, said: answer.ok ? await answer.json() : await refusalIn(answer) };
    } catch {
      this.tell({ kind: "away", isStashed: this.isStashed });
      return null;
    }
  }

  #refused({ status, message, hint }) {
    const kind = status === 401 ? "closed" : "refused";
    this.tell({ kind, message: `${message} ${hint}`.trim(), isStashed: this.isStashed });
  }

  #acknowledge(content, { id, version, apart }) {
    this.#acknowledged = content;
    this.base = version;
    this.#number = Math.max(this.#number, version);
    unstash(this.writer);
    if (apart) {
      this.id = id;
      this.#begin();
    }
    if (!this.isKept) this.#stash();
    this.tell({ kind: apart ? "apart" : "kept", at: Date.now() });
  }

  #stash() {
    const { id, base, content, writer } = this;
    this.isStashed = stash(writer, { id, base, number: this.#number, ...content });
  }

  /** Send what is not acknowledged, in a way that outlives the page; a long text stays in the browser instead. */
  flush() {
    if (this.isKept || this.#ended) return;
    this.#acknowledged = null;
    send("PUT", `/write/draft/${this.id}`, this.#sent(), DATA, { keepalive: true }).catch(() => {});
  }

  /** Look whether another tab has gone on, where nothing was written here since. Resolve to the draft if it has. */
  async look() {
    if (this.#saving !== null || !this.isKept || this.base === 0) return null;
    const answer = await send("GET", `/write/draft/${this.id}`, undefined, DATA).catch(() => null);
    const draft = answer?.ok ? await answer.json() : {};
    if (draft === null) this.tell({ kind: "gone" });
    return draft?.version > this.base && this.isKept ? draft : null;
  }

  /** Keep it as a dream. Resolve to the address that says what was `kept`, or to what was `refused` and why. */
  async keep() {
    clearTimeout(this.#timer);
    this.#timer = null;
    await this.#settled();
    const answer = await this.#ask("POST", "/keep", this.#sent());
    if (answer?.ok && answer.said.kept) this.#end();
    else if (answer && !answer.ok) this.#refused(answer.said);
    if (!this.isKept && !this.#ended) this.#schedule(SOON);
    return answer?.ok ? answer.said : {};
  }

  /** Remove it for good. Resolve to whether it is gone. */
  async discard() {
    await this.#settled();
    const answer = await this.#ask("DELETE", "");
    if (answer?.ok) this.#end();
    else if (answer) this.#refused(answer.said);
    return Boolean(answer?.ok);
  }

  #end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    unstash(this.writer);
  }
}

/** Bring to the server what earlier pages could not; resolve to the drafts that it became, the oldest first. */
export async function bringBack() {
  const drafts = [];
  for (const { writer, id, base, number, text, details } of await stashedAlone()) {
    const content = wellFormed({ text, details });
    const answer = await sendAnyhow("PUT", `/write/draft/${id}`, { ...content, base, version: number + 1, writer }).catch(() => null);
    if (!answer?.ok) continue;
    unstash(writer);
    drafts.push({ ...content, ...(await answer.json()) });
  }
  return drafts;
}
