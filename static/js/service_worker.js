// Keeps the shell of the site and the pages that were read last, for a poor connection. The server puts before
// this: VERSION (of the shell), OFFLINE (the page for what was never read), SHELL (addresses).

const SHELL_CACHE = `shell-${VERSION}`;
const PAGES_CACHE = "pages";
const MAX_PAGES = 30;
const PATIENCE_MS = 8000;

/** An address without the hash of the file's content: a copy from before a new build still finds its looks. */
const unhashed = (address) => address.replace(/\.[0-9a-f]{12}(\.\w+)$/, "$1");

async function renew() {
  for (const name of await caches.keys()) {
    if (![SHELL_CACHE, PAGES_CACHE].includes(name)) await caches.delete(name);
  }
  await self.clients.claim();
}

async function readShell(request) {
  const shell = await caches.open(SHELL_CACHE);
  const kept = await shell.match(request, { ignoreVary: true });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const same = (await shell.keys()).find((one) => unhashed(one.url) === unhashed(request.url));
    if (!same) throw error;
    return shell.match(same, { ignoreVary: true });
  }
}

/** Only what the server marks as everybody's: a page of somebody who is logged in is never kept. */
async function keep(address, response) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("Kept-At", new Date().toISOString());
  const pages = await caches.open(PAGES_CACHE);
  await pages.delete(address, { ignoreVary: true });
  await pages.put(address, new Response(await response.text(), { headers }));
  const kept = await pages.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MAX_PAGES))) await pages.delete(old, { ignoreVary: true });
}

/** A kept page that says at its top that it is a copy, and of when. */
async function asCopy(kept) {
  const html = await kept.text();
  const isThai = html.includes('<html lang="th"');
  const when = new Date(kept.headers.get("Kept-At")).toLocaleString(isThai ? "th-TH-u-ca-buddhist" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Asia/Bangkok",
  });
  const told = html
    .replace(/(id="offline-copy"[^>]*?) hidden>/, "$1>")
    .replace("<time></time>", `<time datetime="${kept.headers.get("Kept-At")}">${when}</time>`);
  return new Response(told, { headers: kept.headers });
}

async function readPage(event) {
  const { request } = event;
  const fresh = fetch(request).then((response) => {
    if (response.ok && response.headers.get("Offline-Copy") === "keep") {
      event.waitUntil(keep(request.url, response.clone()));
    }
    return response;
  });
  const kept = await (await caches.open(PAGES_CACHE)).match(request.url, { ignoreVary: true });
  const late = kept && new Promise((done) => setTimeout(done, PATIENCE_MS));
  const answer = await Promise.race([fresh.catch(() => null), ...(late ? [late] : [])]);
  if (answer) return answer;
  return kept ? asCopy(kept) : caches.match(OFFLINE, { ignoreVary: true });
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => event.waitUntil(renew()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(readShell(request));
  else if (request.mode === "navigate") event.respondWith(readPage(event));
});
