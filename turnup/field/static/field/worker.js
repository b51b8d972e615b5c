// The service worker: keeps the program itself, so that it opens in a cellar without network.
// The server puts `KEPT = {version, files}` before this. Acts are not its business: the page sends
// them from its own store.

const SHELL = `field-shell-${KEPT.version}`;
const PAGE = "/field/";
const PICTURES = "field-pictures";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(SHELL);
      await cache.addAll(KEPT.files.map((path) => new Request(path, { cache: "no-cache" })));
      await keepPage(cache).catch(() => {});
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name !== SHELL && name !== PICTURES);
      await Promise.all(old.filter((name) => name.startsWith("field-")).map((n) => caches.delete(n)));
      await self.clients.claim();
    })(),
  );
});

// Only the program's own page is kept: a sign-in page that stood in its place is not.
async function keepPage(cache) {
  const answer = await fetch(PAGE, { credentials: "same-origin", cache: "no-cache" });
  if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(kept(request));
  else if (/^\/field\/(survey-)?photos\//.test(url.pathname)) event.respondWith(kept(request));
});

// The page at once from the phone, and anew for the next time; without a kept one, from the net.
async function page(event) {
  const cache = await caches.open(SHELL);
  const fresh = keepPage(cache);
  const there = await cache.match(PAGE);
  if (!there) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return there;
}

// The browser has network again though the program may be closed: what waits is sent. `sync` comes
// with the worker only where the browser knows of such waking (see the view that gives this file).
self.addEventListener("sync", (event) => {
  if (event.tag === "field" && self.sendQueue) event.waitUntil(self.sendQueue());
});

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}
