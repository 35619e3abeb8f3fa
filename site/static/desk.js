/* The desk by keyboard: j and k walk the rows, x ticks, Enter opens, / searches; the bulk bar comes with the first tick. */
(function () {
  var list = document.getElementById("queue"), bar = document.querySelector("[data-bulk]");
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("#queue [data-request], #queue [data-review]")); }
  function ticked() { return list ? list.querySelectorAll("[type=checkbox]:checked").length : 0; }
  function show() {
    if (!bar) return;
    bar.hidden = !ticked();
    bar.querySelector("[data-ticked]").textContent = "С отмеченными: " + ticked();
  }
  if (list) list.addEventListener("change", show);
  show();
  document.addEventListener("keydown", function (event) {
    var at = event.target, all = rows(), link, here;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) && at.type !== "checkbox") return;
    here = all.indexOf(at.closest ? at.closest("[data-request], [data-review]") : null);
    if (event.key === "/" && document.getElementById("q")) { document.getElementById("q").focus(); event.preventDefault(); }
    if (!all.length) return;
    if (event.key === "j" || event.key === "k") {
      link = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)))].querySelector("a");
      link.focus();
    }
    if (event.key === "x" && here >= 0) {
      link = all[here].querySelector("[type=checkbox]");
      if (link) { link.checked = !link.checked; show(); }
    }
  });
})();
