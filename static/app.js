// A guest on pages that already work without it: nothing here is needed to read, answer or send.

/** Put the keyboard where the reader must look first: what is to be corrected, else the feedback on an answer. */
function focusFirst() {
  if (document.activeElement && document.activeElement !== document.body) return; // the reader is already somewhere
  const errors = document.querySelector("[data-focus]:not([data-example] *)");
  const question = /^#q-[\w-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  const target = errors || (question && question.querySelector(".call[tabindex]"));
  if (target) target.focus({ preventScroll: !errors });
}

// After the load: when the browser goes to the #fragment of the address it takes the focus away again.
if (document.readyState === "complete") focusFirst();
else addEventListener("load", () => setTimeout(focusFirst));

if (document.querySelector("form[data-answer]")) {
  import("./js/answers.js").then((answers) => answers.start());
}

if (document.querySelector("[data-locate], [data-map]")) import("./js/near.js").then((near) => near.start());
