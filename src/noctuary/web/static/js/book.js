// A book: printing it, and whether each dream begins on a page of its own.

const book = document.querySelector("[data-book]");
document.querySelector("[data-print]").addEventListener("click", () => print());
document.querySelector("[data-apart]").addEventListener("change", (event) => {
  book.classList.toggle("is-apart", event.currentTarget.checked);
});
