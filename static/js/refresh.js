// A page that refreshes itself because the reader asked for it. Without a script the server's <noscript> does the same
// by loading the page again; here only what changed is put in, and the keyboard stays where it is.

/** Refresh the marked part of the page every so many seconds, as its data-refresh says. */
export function start(part) {
  const seconds = Math.max(30, Number(part.dataset.refresh) || 60);
  setInterval(() => refresh(part), seconds * 1000);
}

/** Load the page again and put in the new part, unless the reader is filling in something in it. */
export async function refresh(part) {
  const here = document.activeElement;
  if (document.hidden || (part.contains(here) && here.matches("select, input, textarea"))) return;
  const fresh = await load(part.id);
  if (!fresh || fresh.innerHTML === part.innerHTML) return;
  const focused = part.contains(document.activeElement) ? address(document.activeElement) : "";
  part.replaceChildren(...fresh.childNodes);
  if (focused) [...part.querySelectorAll("a")].find((link) => address(link) === focused)?.focus({ preventScroll: true });
}

/** What a link is known by before and after: where it leads and what it says. */
function address(element) {
  return `${element.getAttribute("href") || ""} ${element.textContent}`;
}

async function load(id) {
  try {
    const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok || response.redirected) return null; // signed out meanwhile: what is shown stays
    return new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
  } catch {
    return null;
  }
}
