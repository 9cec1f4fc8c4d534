// Dictation, only where the browser hears by itself. Most browsers send what is said to a server of their makers, and a
// dream told half asleep is the last thing that should leave this machine: without on-device recognition that is
// installed already there is no button at all. Nothing is downloaded for it either.

/** The recognition of this browser that stays on this machine, in its language; null where there is none. */
async function localRecognition() {
  const Recognition = window.SpeechRecognition;
  const lang = navigator.language;
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return null;
  const state = await Recognition.available({ langs: [lang], processLocally: true }).catch(() => "unavailable");
  if (state !== "available") return null;
  const recognition = new Recognition();
  Object.assign(recognition, { lang, processLocally: true, continuous: true, interimResults: false });
  return recognition;
}

/** Offer a button that writes what is said into a field where the caret is. */
export async function offerDictation(button, field) {
  const recognition = await localRecognition();
  if (recognition === null) return;
  let isListening = false;
  const show = (listening) => {
    isListening = listening;
    button.setAttribute("aria-pressed", String(listening));
    button.textContent = listening ? "Listening; stop" : "Dictate";
  };
  recognition.addEventListener("result", (event) => {
    for (const result of [...event.results].slice(event.resultIndex)) {
      if (result.isFinal) insert(field, result[0].transcript);
    }
  });
  recognition.addEventListener("end", () => show(false));
  button.addEventListener("click", () => {
    if (isListening) recognition.stop();
    else { recognition.start(); show(true); }
  });
  button.hidden = false;
}

/** Write something where the caret is, apart from the words before it. */
function insert(field, words) {
  const before = field.value.slice(0, field.selectionStart);
  const gap = before === "" || /\s$/.test(before) ? "" : " ";
  field.setRangeText(gap + words.trim(), field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
