/* A form that was not sent comes back: kept in this tab only, forgotten once the request is in. */
(function () {
  var said = document.getElementById("offline"), form = document.querySelector("form[data-draft]");
  var key = "draft:" + location.pathname, store, kept;
  if (said) said.parentNode.addEventListener("submit", function (event) {
    said.hidden = navigator.onLine !== false;
    if (said.hidden) return;
    event.preventDefault();
    said.focus();
  });
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
  try { kept = JSON.parse(store.getItem(key)); } catch (e) { /* another one's words: begin anew */ }
  kept = kept || {};
  each(function (one) {
    if (!(one.name in kept)) return;
    if (one.type === "checkbox") one.checked = one.checked || kept[one.name];
    else if (!one.value || one.tagName === "SELECT") one.value = kept[one.name];
  });
  form.addEventListener("input", function () {
    /* A form in steps shows some fields: those of other steps stay as they were. */
    each(function (one) { kept[one.name] = one.type === "checkbox" ? one.checked : one.value; });
    try { store.setItem(key, JSON.stringify(kept)); } catch (e) { /* full: the page itself still holds the answers */ }
  });
})();
