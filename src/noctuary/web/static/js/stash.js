// What lies in the browser because no server has acknowledged it yet: the words of a draft, by the name of the tab that
// writes it. Where the browser forbids it, nothing lies there; nor of a locked library, of which no word goes to the disk
// as it is.

const PREFIX = "noctuary draft ";

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** Whether anything lies there. */
export function isAnythingStashed() {
  return names().length > 0;
}

/** Put a draft there; return whether it could be. */
export function stash(writer, draft) {
  if (document.documentElement.dataset.lock) return false;
  try {
    localStorage.setItem(PREFIX + writer, JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** Take a draft away. */
export function unstash(writer) {
  if (names().includes(PREFIX + writer)) localStorage.removeItem(PREFIX + writer);
}

/** For as long as this page is open, it takes care itself of what it puts there. */
export function takeCare(writer) {
  navigator.locks?.request(PREFIX + writer, () => new Promise(() => {}));
}

/** What lies there and no open page takes care of, the oldest first. */
export async function stashedAlone() {
  if (!isAnythingStashed()) return [];
  const held = (await navigator.locks?.query())?.held.map((lock) => lock.name) ?? [];
  return names()
    .filter((name) => !held.includes(name))
    .map((name) => ({ ...JSON.parse(localStorage.getItem(name)), writer: name.slice(PREFIX.length) }))
    .sort((one, other) => one.at - other.at);
}
