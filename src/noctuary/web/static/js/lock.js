// A room that was left locks itself, and then no page goes on showing what it showed.
const EVERY_MS = 15000;

let isActive = true;
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
  addEventListener(kind, () => { isActive = true; }, { passive: true, capture: true });
}

async function watch() {
  const answer = await fetch(`/lock/watch${isActive ? "?active" : ""}`).catch(() => null);
  isActive = false;
  if (answer?.ok && (await answer.json()).locked) location.reload();
}

setInterval(watch, EVERY_MS);
