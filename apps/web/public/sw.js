// Opens Hiroba without the network. Pages hold nothing personal (the conversation lies in IndexedDB), so keeping them
// is safe: a page is asked for from the network first, its scripts and styles, named by their content, come from here.
// A kept page keeps its content security policy and nonce with it. The protocol's own paths are never touched.

const PAGES = "hiroba-pages-1";
const STATIC = "hiroba-static-1";
const PATIENCE_MS = 3_000;
/** Entries that each cache holds at most. */
const MOST = { [PAGES]: 30, [STATIC]: 400 };
const UNTOUCHED = /^\/(?:v1|api|socket\.io|lite|health|metrics)(?:\/|$)/u;

// Once this worker is active, the app opens without the network: it holds a page and all that the page asks for.
self.addEventListener("install", (event) => {
  event.waitUntil(keepStart().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || UNTOUCHED.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(answerPage(event, url));
  else if (url.pathname.startsWith("/_next/static/")) event.respondWith(answerStatic(request));
});

// What a page had loaded before this worker took over is kept too, so that the first visit is enough.
self.addEventListener("message", (event) => {
  if (event.data?.type !== "keep") return;
  event.waitUntil(Promise.allSettled(event.data.urls.map((url) => keepLoaded(new URL(url, self.location.origin)))));
});

async function keepStart() {
  const response = await fetch("/", { cache: "no-store" });
  const page = await response.clone().text();
  const files = new Set(page.match(/\/_next\/static\/[^"'\\\s<>?]+\.(?:js|css)/gu));
  await Promise.all([...files].map((path) => answerStatic(new Request(path))));
  await keepPage(new URL("/", self.location.origin), response);
}

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("hiroba-") && name !== PAGES && name !== STATIC);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answerPage(event, url) {
  const fetched = fetch(event.request);
  event.waitUntil(fetched.then((response) => keepPage(url, response)).catch(() => undefined));
  const kept = await findPage(url);
  if (!kept) return fetched;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fetched.then((response) => (response.status >= 500 ? kept : response)), late]).catch(() => kept);
}

/** The page itself, else any of those that are one page to the app and read the address themselves. */
async function findPage(url) {
  const pages = await caches.open(PAGES);
  const own = await pages.match(url.pathname);
  if (own || !isInside(url.pathname)) return own;
  const newest = (await pages.keys()).at(-1);
  return newest && pages.match(newest);
}

async function keepPage(url, response) {
  if (!response.ok || response.redirected || !isInside(url.pathname)) return;
  await keep(PAGES, url.pathname, response.clone());
}

function isInside(pathname) {
  return pathname === "/" || /^\/(?:rooms|settings)(?:\/|$)/u.test(pathname);
}

async function answerStatic(request) {
  const kept = await caches.match(request, { cacheName: STATIC });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keep(STATIC, request, response.clone());
  return response;
}

async function keepLoaded(url) {
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/_next/static/")) await answerStatic(new Request(url));
  else if (isInside(url.pathname)) await keepPage(url, await fetch(url, { headers: { accept: "text/html" } }));
}

async function keep(name, key, response) {
  const cache = await caches.open(name);
  // Put anew, so that what is used last is dropped last.
  await cache.delete(key);
  await cache.put(key, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST[name])).map((old) => cache.delete(old)));
}
