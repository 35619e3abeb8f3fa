/* Every page of a copy: says that old data may have changed, opens the search that needs a script, keeps what was seen. */
(function () {
  var root = document.currentScript.src.replace(/copy\/[^/]*$/, "");
  var said = document.querySelector("footer time"), later = document.querySelector(".later");
  if (said && later && Date.now() - Date.parse(said.dateTime) > later.getAttribute("data-after") * 864e5) later.hidden = false;
  var ask = document.querySelector("[data-ask]");
  if (ask) ask.hidden = false;
  var own = location.protocol === "https:" || location.hostname === "localhost" || location.hostname === "127.0.0.1";
  if (own && "serviceWorker" in navigator) navigator.serviceWorker.register(root + "sw.js").catch(function () {});
})();
