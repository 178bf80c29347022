// A key that was refused, or that nobody showed, is said on the page: allauth's script only tells the console.

/** Show the sentence beside the button when the browser gives no key. */
export function start() {
  document.addEventListener("allauth.error", (event) => {
    const said = document.querySelector("[data-key-failed]");
    if (!said) return;
    event.preventDefault();
    said.hidden = true; // shown anew, so that it is read out again
    requestAnimationFrame(() => {
      said.hidden = false;
    });
  });
}
