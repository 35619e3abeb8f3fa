/* Keeps the pages that were seen and the index of the search for the ride home. The network comes first, so that a new
   copy is seen at once; files whose names are made of their content are taken from what is kept. */
var KEPT = "copy-1", MOST = 600;
self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(KEPT).then(function (kept) {
      return kept.addAll(["index.html", "programs/index.html", "find/all.js", "find/f/open.js"]).catch(function () {});
    }).then(function () { return self.skipWaiting(); })
  );
});
self.addEventListener("activate", function (event) {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", function (event) {
  var asked = event.request, url = new URL(asked.url), scope = new URL(self.registration.scope);
  if (asked.method !== "GET" || url.origin !== scope.origin || url.pathname.indexOf(scope.pathname)) return;
  var path = url.pathname.slice(scope.pathname.length);
  if (/^manifest/.test(path) || /\.(zip|br|gz)$/.test(path)) return;
  var key = url.origin + url.pathname.replace(/\/$/, "/index.html");
  event.respondWith(
    caches.open(KEPT).then(function (kept) {
      function fetched() {
        return fetch(asked).then(function (answer) {
          if (answer.ok && answer.type === "basic") kept.put(key, answer.clone()).then(function () { return trim(kept); });
          return answer;
        });
      }
      if (/-[0-9a-f]{10}\.\w+$/.test(path)) return kept.match(key).then(function (found) { return found || fetched(); });
      return fetched().catch(function (problem) {
        return kept.match(key).then(function (found) { if (found) return found; throw problem; });
      });
    })
  );
});
function trim(kept) {
  return kept.keys().then(function (keys) {
    return Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map(function (one) { return kept.delete(one); }));
  });
}
