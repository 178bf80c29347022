// Questions answered without loading the whole page again. The form, its address and the page that comes back are
// those that serve without a script; when anything is unusual, the form is sent the ordinary way.

const PARTS = "[data-progress]";

/** Listen to every question of the page, also to those that are put in later. */
export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-answer]") || form.dataset.sending) return;
    const section = form.closest("section[id]");
    if (!section) return;
    event.preventDefault();
    answer(form, section, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-hint]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    hint(link);
  });
}

/** Show the hint in place of its link: what was chosen or typed so far stays. */
async function hint(link) {
  const section = link.closest("section[id]");
  const page = await read(link.href, {});
  const fresh = page?.getElementById(section.id)?.querySelector("[data-hint-box]");
  if (!fresh) {
    location.assign(link.href);
    return;
  }
  section.querySelector("[data-hint-box]").replaceWith(fresh);
  fresh.querySelector("[data-hint-text]")?.focus();
}

async function answer(form, section, submitter) {
  form.dataset.sending = "1"; // a second press while the first is on its way is not a second answer
  const page = await send(form, submitter);
  const fresh = page && page.getElementById(section.id);
  if (!fresh) {
    resend(form, submitter);
    return;
  }
  section.replaceWith(fresh);
  swapParts(page);
  document.title = page.title;
  focusOn(fresh);
}

/** Return the page that the server answers with, or null when it could not be had. */
async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  return read(submitter?.getAttribute("formaction") || form.action, { method: "POST", body });
}

async function read(url, request) {
  try {
    // no-store: the page may be in the cache as it was before the answer
    const response = await fetch(url, { ...request, credentials: "same-origin", cache: "no-store" });
    const html = (response.headers.get("Content-Type") || "").startsWith("text/html");
    if (!response.ok || !html) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

/** The ordinary way: the browser shows what the server says. The server counts the same answer once. */
function resend(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = submitter.name;
    field.value = submitter.value;
    form.append(field);
  }
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  form.submit();
}

/** Refresh what the answer may have moved: the rail, "lesson finished". Same number and order in both pages. */
export function swapParts(page) {
  const here = document.querySelectorAll(PARTS);
  const there = page.querySelectorAll(PARTS);
  if (here.length !== there.length) return;
  here.forEach((part, index) => part.replaceWith(there[index]));
}

/** After moving an item up or down the server marks it; otherwise the feedback, else the question itself. */
function focusOn(section) {
  const target = section.querySelector("[data-moved]") || section.querySelector(".call[tabindex]") || section;
  if (!target.hasAttribute("tabindex") && !target.matches("a, button, input, select, textarea")) {
    target.setAttribute("tabindex", "-1");
  }
  target.focus({ preventScroll: true });
  section.scrollIntoView({ block: "start" });
}
