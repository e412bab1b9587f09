// Keeps the looks and one page that says “no network”. Nobody's data is ever kept on the telephone.
const CACHE = "ts-portal-1";
const OFFLINE = "/my/ts/offline";
const KEPT = [OFFLINE, "/transport_solidaire/static/src/portal/portal.css"];

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(CACHE)
            .then((cache) => cache.addAll(KEPT))
            .then(() => self.skipWaiting())
    );
});

self.addEventListener("activate", (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) =>
                Promise.all(
                    names
                        .filter((name) => name.startsWith("ts-portal-") && name !== CACHE)
                        .map((name) => caches.delete(name))
                )
            )
            .then(() => self.clients.claim())
    );
});

self.addEventListener("fetch", (event) => {
    const request = event.request;
    if (request.method !== "GET") {
        return;
    }
    if (request.mode === "navigate") {
        event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
    } else if (KEPT.includes(new URL(request.url).pathname)) {
        event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
    }
});
