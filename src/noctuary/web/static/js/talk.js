// Talking with the room's server, and to the person.

/** Send something to the server with the token of this start; return the answer, whatever it says. */
export function send(method, address, body, headers = {}, options = {}) {
  const isForm = body instanceof FormData || body === undefined;
  return fetch(address, {
    ...options,
    method,
    body: isForm ? body : JSON.stringify(body),
    ...options,
    headers: {
      "X-Noctuary-Token": document.querySelector("meta[name=token]").content,
      ...(isForm ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
  });
}

let clearing;

/** Say a sentence to the person, also to who listens to the page. */
export function say(sentence) {
  const place = document.getElementById("said");
  place.textContent = sentence;
  clearTimeout(clearing);
  clearing = setTimeout(() => { place.textContent = ""; }, 6000);
}

/** Whether endless motion is unwanted. */
export function isStill() {
  return document.documentElement.dataset.motion === "still" || matchMedia("(prefers-reduced-motion: reduce)").matches;
}
