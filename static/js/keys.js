// Signing in with a key. Without a script, or without keys in the browser, there is the password.

/** Show what offers a key where the browser has keys, and say on the page that one was refused or that none came. */
export function start() {
  if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll("form[data-key][hidden]")) form.hidden = false;
  }
  // allauth's script only tells the console.
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
