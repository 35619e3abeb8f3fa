/* The desk by keyboard, and what htmx leaves to us: the bar of ticked requests, the focus after a line has changed. */
(function () {
  var next = -1, off = document.getElementById("keys-on"), help = document.getElementById("keys");
  function all(query) { return Array.prototype.slice.call(document.querySelectorAll(query)); }
  function rows() { return all("#queue [data-request], #queue [data-review]"); }
  function show() {
    var bar = document.querySelector("[data-bulk]"), ticked = all("#queue [type=checkbox]:checked").length;
    if (!bar) return;
    bar.hidden = !ticked;
    bar.querySelector("[data-ticked]").textContent = "С отмеченными: " + ticked;
  }
  function go(at) {
    var lines = rows();
    if (lines.length) lines[Math.max(0, Math.min(lines.length - 1, at))].querySelector("a").focus();
  }
  /* The key by its place: with the Russian layout on, «y» prints «н». */
  function key_of(event) {
    var code = event.code || "";
    return code === "Slash" ? "/" : code.slice(0, 3) === "Key" ? code.slice(3).toLowerCase() : event.key;
  }
  function press(query) {
    var found = document.querySelector(query);
    if (found) found.click();
  }
  document.addEventListener("change", function (event) {
    if (event.target.closest("#queue")) show();
    if (event.target === off) try { localStorage.setItem("keys", off.checked ? "" : "off"); } catch (e) { return; }
  });
  if (help) {
    help.hidden = false;
    try { off.checked = localStorage.getItem("keys") !== "off"; } catch (e) { off.checked = true; }
  }
  show();
  /* Answers that refuse are shown too; a session that is over brings the page to sign in, with what was sent. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status === 409 || status === 503) event.detail.shouldSwap = true;
    if (status === 401 || status === 404) {
      event.detail.shouldSwap = true;
      event.detail.target = document.body;
      event.detail.swapOverride = "innerHTML";
    }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var said = document.querySelector("#error-summary, [data-done]"), aloud = document.getElementById("said");
    show();
    /* How far a copy is, aloud only when it came to another state. */
    if (event.target.dataset.said && aloud.textContent !== event.target.dataset.said) aloud.textContent = event.target.dataset.said;
    if (said && event.target.id === "queue-part") said.focus();
    else if (next >= 0 && document.activeElement === document.body) go(next);
  });
  document.addEventListener("keydown", function (event) {
    var at = event.target, lines = rows(), key = key_of(event), here, box;
    if (off && !off.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) && at.type !== "checkbox") return;
    here = lines.indexOf(at.closest ? at.closest("[data-request], [data-review]") : null);
    box = here >= 0 && lines[here].querySelector("[type=checkbox]");
    if (key === "/" && document.getElementById("q")) { document.getElementById("q").focus(); event.preventDefault(); }
    if (key === "u") press("#queue-part [data-undo]");
    if (key === "j") go(here + 1);
    if (key === "k") go(here < 0 ? 0 : here - 1);
    if (key === "x" && box) { box.checked = !box.checked; show(); go(here + 1); }
    if (key === "a") {
      box = all("#queue [type=checkbox]:not(:checked)").length > 0;
      all("#queue [type=checkbox]").forEach(function (one) { one.checked = box; });
      show();
    }
    if (key === "b") { box = document.querySelector("[data-bulk]:not([hidden]) input, [data-bulk]:not([hidden]) select, [data-bulk]:not([hidden]) button"); if (box) { box.focus(); event.preventDefault(); } }
    if (key === "y" && here >= 0 && (box = lines[here].querySelector("[data-act]"))) { next = here; box.click(); go(here + 1); }
  });
})();
