// How far an import is, brought up to date in place. Without a script, "Look now" does it.

const PAUSE = 2000; // milliseconds

async function look() {
  const here = document.querySelector("[data-job]");
  if (!here?.hasAttribute("data-running")) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const there = page && page.querySelector("[data-job]");
  if (there) here.replaceWith(there);
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
