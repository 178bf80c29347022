// Practice screens changed in place. The links, the forms and the pages that come back are those that serve without a
// script; when anything is unusual, the browser goes there the ordinary way.

import { swapParts } from "./answers.js";

const PART = "[data-practice]";
const title = document.title;
let opened = null; // in a lesson: the card, and what stood in it before the exercise was started

/** Listen to the page, and put the keyboard where a page that was loaded anew goes on. */
export function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  addEventListener("popstate", onBack);
  const go = () => setTimeout(() => location.hash === "#practice" && arrive(document.querySelector(PART)));
  if (document.readyState === "complete") go();
  else addEventListener("load", go);
}

function onClick(event) {
  const link = event.target.closest("a[data-go], a[data-start]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.href, {}, cardOf(link)).then((shown) => shown || location.assign(link.href));
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-finish], form[data-typed]") || form.dataset.sending) return;
  event.preventDefault();
  form.dataset.sending = "1"; // a second press while the first is on its way is not a second answer
  const body = new URLSearchParams(new FormData(form));
  const card = cardOf(form);
  if (card) body.set("part", "1");
  show(form.action, { method: "POST", body }, card).then((shown) => shown || form.submit());
}

/** The browser's own "back": the screen before, or the lesson as it was before the exercise. */
function onBack() {
  if (history.state?.practice || !opened) {
    if (document.querySelector(PART)) show(location.href, {}, opened?.card, false).then((shown) => shown || location.reload());
    return;
  }
  opened.card.querySelector(PART)?.replaceWith(opened.body);
  document.title = title;
  opened.body.querySelector("[data-start]")?.focus();
  opened = null;
}

const cardOf = (element) => element.closest("[data-practice-card]");

/** Fetch a page of the exercise and put its part in place of the one that is shown; say whether that was possible. */
async function show(url, request, card, push = true) {
  const page = await load(url, request, card);
  const fresh = page?.document.querySelector(PART);
  const old = (card || document).querySelector(card ? `${PART}, [data-practice-body]` : PART);
  if (!fresh || !old) return false;
  await style(card);
  if (card && old.matches("[data-practice-body]")) opened = { card, body: old };
  old.replaceWith(fresh);
  document.title = card ? `${fresh.dataset.screen} – ${title}` : page.document.title;
  // A text that was not understood has no address: it stays on the screen's.
  if (push && !page.posted) history.pushState({ practice: true }, "", page.address);
  arrive(fresh);
  if (card && fresh.hasAttribute("data-ended")) refresh(card.dataset.lesson);
  return true;
}

async function load(url, request, card) {
  const address = new URL(url, location.href);
  if (card) address.searchParams.set("part", "1");
  try {
    // no-store: the page may be in the cache as it was before the answer
    const response = await fetch(address, { ...request, credentials: "same-origin", cache: "no-store" });
    const html = (response.headers.get("Content-Type") || "").startsWith("text/html");
    if (!html || (!response.ok && response.status !== 422)) return null;
    const shown = new URL(response.url);
    shown.searchParams.delete("part");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { document: page, address: shown, posted: Boolean(request.method) && !response.redirected };
  } catch {
    return null;
  }
}

/** Focus what must be read first: an error, what is said of the last action, else the name of the screen. */
function arrive(part) {
  const target = part?.querySelector("[data-focus]") || part?.querySelector(".call[tabindex]") || part?.querySelector("[data-title]");
  if (!target) return;
  target.focus({ preventScroll: true });
  (target.closest(".drill") || target).scrollIntoView({ block: "start" });
  if (!target.matches("[data-title]")) say(part.dataset.screen);
}

/** Name the new screen to a screen reader whose focus is on the feedback above it. */
function say(text) {
  let live = document.querySelector("[data-practice-live]");
  if (!live) {
    live = document.createElement("p");
    live.className = "vh";
    live.setAttribute("role", "status");
    live.dataset.practiceLive = "";
    document.getElementById("contenu").append(live);
  }
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}

/** The stylesheet of the devices comes with the first exercise that is started in a lesson. */
function style(card) {
  const href = card?.dataset.css;
  if (!href || document.querySelector(`link[href="${href}"]`)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((done) => (link.onload = link.onerror = done));
}

/** The goal is reached: bring the lesson's rail and end up to date. */
async function refresh(lesson) {
  const page = await load(lesson, {}, null);
  if (page) swapParts(page.document);
}

/** Warn at once when an address or the number of a card is typed that may be somebody's. Nothing is sent. */
function onInput(event) {
  const form = event.target.closest("form[data-typed]");
  if (form) form.querySelector("[data-real]").hidden = !looksReal(event.target.value);
}

function looksReal(text) {
  const mails = text.match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g) || [];
  const digits = text.replace(/[ \u00a0\u202f-]/g, "");
  return mails.some((mail) => !mail.endsWith(".example")) || (/^\d{13,19}$/.test(digits) && new Set(digits).size > 1 && luhn(digits));
}

/** The control digit of a card's number (ISO/IEC 7812-1). */
function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, n) => total + (n % 2 ? ((digit * 2 - 1) % 9) + 1 : +digit) * (digit > 0), 0);
  return sum % 10 === 0;
}
