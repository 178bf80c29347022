// The service worker. The network comes first, always; what a person has asked to keep on this device comes when there
// is no network; otherwise one page says so. It stores no page by itself. VERSION and SHELL are written above by
// learning/progress/offline.py.

const SHELL_CACHE = `passerelle-shell-${VERSION}`;
const MODULE = "passerelle-module-";
const DISPLAY = "passerelle-display";
const INFO = "/kept"; // what js/keep.js writes of a module, in that module's cache
const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'"; // a page made here has none else
const PATIENCE = 8000; // milliseconds: a kept page is shown when the network is slower than this

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL_CACHE)
      .then((cache) => cache.addAll(SHELL.files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("passerelle-shell-") && name !== SHELL_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable(); // the page is asked for while the worker wakes up
  await self.clients.claim();
}

/** Kept pages hold no cookie's choices: the page that is open says how the person likes them to look. */
self.addEventListener("message", (event) => {
  if (event.data?.display) event.waitUntil(remember(event.data.display));
});

async function remember(display) {
  if (!(await modules()).length) return;
  const cache = await caches.open(DISPLAY);
  await cache.put("/display", new Response(JSON.stringify(display)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/cms/")) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (/^\/(static|media)\//.test(url.pathname)) event.respondWith(file(request));
});

/** Their names hold a hash of what they hold: what is there is right. */
async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) || fetch(request);
}

async function page(event, url) {
  const copy = await kept(url);
  const network = Promise.resolve(event.preloadResponse).then((answer) => answer || fetch(event.request));
  network.catch(() => {}); // it may fail after the kept page was shown
  try {
    const late = copy && new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const answer = await (copy ? Promise.race([network, late]) : network);
    // 502, 503, 504: something stands in front of the site and does not reach it either.
    if (answer && !(copy && answer.status > 501)) return answer;
  } catch {
    if (!copy) return withoutConnection(url);
  }
  return dressed(copy, true);
}

/** A lesson is kept under its address; what an answer adds to the address is not. */
async function kept(url) {
  const exact = await caches.match(url.href.split("#")[0], { ignoreVary: true });
  return exact || caches.match(url.origin + url.pathname, { ignoreVary: true });
}

/** Write into the page that it is a kept one, and the person's display options. */
async function dressed(response, isKept) {
  const type = response.headers.get("Content-Type") || "";
  if (!type.startsWith("text/html")) return response;
  const chosen = await (await caches.match("/display", { cacheName: DISPLAY }))?.json().catch(() => ({}));
  const options = Object.entries(chosen || {}).filter((pair) => pair.every((part) => /^[a-z]{1,20}$/.test(part)));
  const attributes = options.map(([name, value]) => ` data-${name}="${value}"`).join("");
  const html = await response.text();
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  const policy = response.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  return new Response(html.replace("<html", `<html${isKept ? " data-kept" : ""}${attributes}`), {
    status: response.status,
    headers,
  });
}

async function withoutConnection(url) {
  const words = SHELL.pages[url.pathname.slice(1, 3)] || SHELL.pages.fr;
  const list = (await modules()).map(
    (one) => `<li><a href="${escaped(one.path)}" lang="${escaped(one.language)}">${escaped(one.title)}</a></li>`,
  );
  const html = list.length ? `<h2>${words.kept}</h2><div class="prose"><ul>${list.join("")}</ul></div>` : "";
  const response = new Response(words.html.replace("<!--kept-->", html), {
    status: 503,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY },
  });
  return dressed(response, false);
}

async function modules() {
  const names = (await caches.keys()).filter((name) => name.startsWith(MODULE));
  const found = await Promise.all(names.map((name) => caches.match(INFO, { cacheName: name })));
  return Promise.all(found.filter(Boolean).map((info) => info.json()));
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
