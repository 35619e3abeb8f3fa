/* A form that was not sent comes back: kept in this tab only, forgotten once the request is in. */
(function () {
  var store, form = document.querySelector("form[data-draft]"), key = "draft:" + location.pathname, kept;
  try { store = window.sessionStorage; } catch (e) { return; }
  if (document.querySelector("[data-request-number]")) {
    Object.keys(store).forEach(function (one) { if (one.indexOf("draft:") === 0) store.removeItem(one); });
    return;
  }
  if (!form) return;
  function each(run) {
    Array.prototype.forEach.call(form.elements, function (one) {
      if (one.name && one.type !== "hidden" && one.type !== "submit" && one.name.indexOf("consent") !== 0) run(one);
    });
  }
  try { kept = JSON.parse(store.getItem(key)); } catch (e) { kept = null; }
  if (kept) each(function (one) {
    if (!(one.name in kept)) return;
    if (one.type === "checkbox") one.checked = one.checked || kept[one.name];
    else if (!one.value || one.tagName === "SELECT") one.value = kept[one.name];
  });
  form.addEventListener("input", function () {
    var now = {};
    each(function (one) { now[one.name] = one.type === "checkbox" ? one.checked : one.value; });
    try { store.setItem(key, JSON.stringify(now)); } catch (e) { /* full: the page itself still holds the answers */ }
  });
  form.addEventListener("submit", function (event) {
    var said = document.getElementById("offline");
    if (navigator.onLine !== false) return;
    event.preventDefault();
    said.hidden = false;
    said.focus();
  });
})();
