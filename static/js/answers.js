// Questions answered without loading the whole page again. The form, its address and the page that comes back are
// those that serve without a script; when anything is unusual, the form is sent the ordinary way. When the server is
// not reached, the answer is kept on this device (later.js).

const PARTS = "[data-progress]";
const SAME_ANSWER = 10_000; // milliseconds, as learning/progress/flows.py counts
const PATIENCE = 20_000;
const UNREACHED = Symbol("the server was not reached");

/** Listen to every question of the page, also to those that are put in later. */
export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-answer]") || form.dataset.sending) return;
    const section = form.closest("section[id], [data-progress][id]");
    if (!section) return;
    event.preventDefault();
    answer(form, section, event.submitter);
  });
  // Loaded while there is a network, and only for a person who begins to answer: maybe before this script had come.
  const prepare = (element) => element?.closest("form[data-answer]") && later().catch(() => {});
  document.addEventListener("focusin", (event) => prepare(event.target));
  prepare(document.activeElement);
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
  const fresh = page && page !== UNREACHED && page.getElementById(section.id)?.querySelector("[data-hint-box]");
  if (!fresh) {
    location.assign(link.href);
    return;
  }
  section.querySelector("[data-hint-box]").replaceWith(fresh);
  fresh.querySelector("[data-hint-text]")?.focus();
}

const later = () => import("./later.js");

async function answer(form, section, submitter) {
  form.dataset.sending = "1"; // a second press while the first is on its way is not a second answer
  const number = numberOf(form);
  const page = await send(form, submitter, number);
  if (page === UNREACHED && (await keepForLater(form, section, submitter, number))) {
    delete form.dataset.sending;
    return;
  }
  const fresh = page !== UNREACHED && page && page.getElementById(section.id);
  if (!fresh) {
    resend(form, submitter, number);
    return;
  }
  swapParts(page);
  if (section.isConnected) section.replaceWith(fresh); // unless it was one of the parts
  document.title = page.title;
  focusOn(document.getElementById(section.id));
}

async function keepForLater(...what) {
  try {
    return await (await later()).keep(...what);
  } catch {
    return false;
  }
}

const last = new Map();

/** The number of this answer: the same one for the same answer within ten seconds, so that it counts once. */
function numberOf(form) {
  const text = new URLSearchParams(new FormData(form)).toString();
  const before = last.get(form.action);
  const number = before?.text === text && Date.now() - before.at < SAME_ANSWER ? before.number : newNumber();
  last.set(form.action, { text, number, at: Date.now() });
  return number;
}

/** crypto.randomUUID is missing where the address is no https. */
export function newNumber() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/** Return the page that the server answers with, null when it is unusual, UNREACHED when nothing came. */
async function send(form, submitter, number) {
  const body = new URLSearchParams(new FormData(form, submitter));
  body.set("client_uuid", number);
  return read(submitter?.getAttribute("formaction") || form.action, { method: "POST", body });
}

async function read(url, request) {
  try {
    // no-store: the page may be in the cache as it was before the answer
    const signal = AbortSignal.timeout?.(PATIENCE);
    const response = await fetch(url, { ...request, credentials: "same-origin", cache: "no-store", signal });
    const html = (response.headers.get("Content-Type") || "").startsWith("text/html");
    if (!response.ok || !html) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return UNREACHED;
  }
}

/** The ordinary way: the browser shows what the server says. The server counts the same answer once. */
function resend(form, submitter, number) {
  const fields = [["client_uuid", number], ...(submitter?.name ? [[submitter.name, submitter.value]] : [])];
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    field.type = "hidden";
    Object.assign(field, { name, value });
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
  const owner = page.querySelector("[data-owner]")?.dataset.owner;
  if (owner) document.querySelector("[data-owner]").dataset.owner = owner; // the first answer has made a learner
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
