// "Keep this module on this device": an extra of the module page. The pages are asked for without cookies, so that
// what is stored holds no name; they are stored here, and the service worker shows them when there is no network.

import { markKept } from "./queue.js";

const MODULE = "passerelle-module-";
const INFO = "/kept";
const panel = document.querySelector("[data-keep]");

export async function start() {
  if (!panel || !("serviceWorker" in navigator) || !("caches" in self)) return;
  part("keep").addEventListener("click", () => keep());
  part("remove").addEventListener("click", remove);
  await show();
  panel.hidden = false;
}

/** Show whether the module is kept, and whether what is kept is still what the site has. */
async function show() {
  const info = await kept();
  part("keep").hidden = Boolean(info);
  part("remove").hidden = !info;
  if (!info) return;
  say("kept", { day: new Date(info.day).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" }) });
  const fresh = await list().catch(() => null);
  if (!fresh || fresh.version === info.version) return;
  say("changed", {});
  part("keep").hidden = false;
}

let busy = false;

async function keep() {
  if (busy) return;
  busy = true;
  let done = 0;
  try {
    const module = await list();
    const total = module.pages.length + 1; // the scripts and fonts are one part of it
    const cache = await caches.open(nameOf(module));
    const stored = new Set();
    count(done, total);
    for (const file of module.files) await store(cache, file, stored);
    for (const page of module.pages) {
      count((done += 1), total);
      await storePage(cache, page, stored);
    }
    await tidy(cache, stored);
    await cache.put(INFO, new Response(JSON.stringify({ ...module, day: Date.now() })));
    await afterwards();
    await show();
    panel.querySelector("h2").focus(); // the button that was pressed is gone
  } catch {
    say("failed", { n: done });
  } finally {
    busy = false;
    part("bar").hidden = part("count").hidden = true;
  }
}

function count(done, total) {
  const bar = part("bar");
  bar.max = total;
  bar.value = done;
  part("count").textContent = words("doing", { n: done, total });
  bar.hidden = part("count").hidden = false;
}

async function afterwards() {
  markKept(true);
  const { theme, size, spacing, font } = document.documentElement.dataset; // no cookie says it to a kept page
  const display = Object.fromEntries(Object.entries({ theme, size, spacing, font }).filter((pair) => pair[1]));
  (await navigator.serviceWorker.ready).active.postMessage({ display });
  navigator.storage?.persist?.(); // asks the browser not to empty it by itself; what it answers changes nothing here
}

async function store(cache, address, stored) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || stored.has(url.pathname + url.search)) return null;
  // Our own files have a hash in their names; a page must be the one of now, and only the copy made here.
  const mode = url.pathname.startsWith("/static/") ? "default" : "no-store";
  const response = await fetch(url, { credentials: "omit", cache: mode });
  if (!response.ok) throw new Error(`${response.status} ${url.pathname}`);
  stored.add(url.pathname + url.search);
  await cache.put(url.pathname + url.search, response.clone());
  return response;
}

/** A page, with the style sheets, pictures and downloads that it shows. */
async function storePage(cache, address, stored) {
  const response = await store(cache, address, stored);
  if (!response) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const shown = 'link[rel="stylesheet"], link[rel="icon"], main img[src], main a[href^="/documents/"]';
  for (const one of page.querySelectorAll(shown)) {
    await store(cache, one.getAttribute("href") || one.getAttribute("src"), stored);
  }
}

/** Of an older version, what the new one does not have goes. */
async function tidy(cache, stored) {
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (!stored.has(url.pathname + url.search)) await cache.delete(request);
  }
}

async function remove() {
  await caches.delete(nameOf(await kept()));
  const left = (await caches.keys()).some((name) => name.startsWith(MODULE));
  if (!left) markKept(false);
  await show();
  say("removed", {});
  part("keep").focus();
}

async function list() {
  const response = await fetch(panel.dataset.keep, { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function kept() {
  const name = nameOf({ key: panel.dataset.key, language: document.documentElement.lang });
  return (await caches.match(INFO, { cacheName: name }))?.json();
}

function nameOf(module) {
  return `${MODULE}${module.key}-${module.language}`;
}

function say(name, values) {
  part("say").textContent = words(name, values);
}

function words(name, values) {
  const text = JSON.parse(document.getElementById("keep-words").content.textContent)[name];
  return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

function part(name) {
  return panel.querySelector(`[data-part="${name}"]`);
}
