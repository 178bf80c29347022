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

if (document.querySelector("[data-key]")) {
  import("./js/keys.js").then((keys) => keys.start());
}

if (document.querySelector("form[data-answer]")) {
  import("./js/answers.js").then((answers) => answers.start());
}
if (document.querySelector("[data-keep]")) {
  import("./js/keep.js").then((keep) => keep.start());
}
if (document.querySelector("[data-leave]")) {
  import("./js/leave.js").then((leave) => leave.start());
}
if (isOnDevice()) import("./js/waiting.js").then((waiting) => waiting.start());

/** Whether this page, a module or an answer is kept here: only then is there something to look for. */
function isOnDevice() {
  try {
    const flags = localStorage.getItem("passerelle-kept") || localStorage.getItem("passerelle-waiting");
    return Boolean(flags) || document.documentElement.dataset.kept !== undefined;
  } catch {
    return false; // a browser that is told to keep nothing
  }
}

/** The page without connection, and the modules that a person asks to keep. Nothing else is stored. */
async function register() {
  const { theme, size, spacing, font, kept } = document.documentElement.dataset;
  const display = Object.fromEntries(Object.entries({ theme, size, spacing, font }).filter((pair) => pair[1]));
  await navigator.serviceWorker.register("/worker.js");
  const worker = await navigator.serviceWorker.ready;
  if (kept === undefined) worker.active.postMessage({ display });
}

if ("serviceWorker" in navigator) addEventListener("load", () => register().catch(() => {}));
if (document.querySelector("[data-pictures]")) {
  import("./js/cards.js").then((cards) => cards.start());
}

const whatIf = document.querySelector("svg[data-what-if]");
if (whatIf) import("./js/what-if.js").then((module) => module.start(whatIf));

if (document.querySelector(".orderlist")) import("./js/order.js").then((order) => order.start());

if (document.querySelector("[data-practice], [data-practice-card]")) import("./js/practice.js").then((practice) => practice.start());

const refreshed = document.querySelector("[data-refresh]");
if (refreshed) import("./js/refresh.js").then((module) => module.start(refreshed));
if (document.querySelector("[data-near-locate], [data-near-map]")) import("./js/near.js").then((near) => near.start());
