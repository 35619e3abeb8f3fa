/* What htmx leaves to us: keep the focus on a filter that was redrawn, and say aloud what was found. */
(function () {
  var held = null, config = window.htmx.config, said = document.createElement("p");
  said.id = "said";
  said.className = "vh";
  said.setAttribute("role", "status");
  document.body.appendChild(said);
  config.historyRestoreAsHxRequest = false;
  config.includeIndicatorStyles = false;
  config.allowEval = false;
  config.defaultSwapStyle = "outerHTML";
  config.selfRequestsOnly = true;
  config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..|422", swap: true },
    { code: "...", swap: false, error: true },
  ];
  function clean(event) {
    var data = event.detail.parameters;
    Object.keys(data).forEach(function (key) {
      if (data[key] === "" || (key === "sort" && data[key] === "relevance")) delete data[key];
    });
  }
  /* The form asks by itself on submit; with us also on each change and as one types. Set here to keep pages small. */
  var form = document.getElementById("filters");
  if (form) {
    form.setAttribute("hx-trigger", "submit, change, input from:#q delay:350ms");
    form.setAttribute("hx-sync", "this:replace");
  }
  /* A page that comes back is made of attributes: what was typed and ticked is set again from the address. */
  document.addEventListener("htmx:historyRestore", function () {
    var asked = new URLSearchParams(location.search), back = document.getElementById("filters");
    Array.prototype.forEach.call(back ? back.elements : [], function (one) {
      if (one.type === "checkbox") one.checked = asked.getAll(one.name).indexOf(one.value) >= 0;
      else if (one.name) one.value = asked.get(one.name) || (one.name === "sort" ? "relevance" : "");
    });
  });
  document.addEventListener("htmx:configRequest", clean);
  document.addEventListener("htmx:beforeSwap", function () {
    var active = document.activeElement;
    held = active && active.name && active.closest("#facets") ? [active.name, active.value] : null;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var from = event.detail.requestConfig && event.detail.requestConfig.elt;
    var heading = document.querySelector("#results h2");
    if (from && from.tagName === "A" && heading) {
      window.scrollTo(0, 0);
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    if (heading) said.textContent = heading.textContent;
    if (!held) return;
    var again = Array.prototype.filter.call(document.getElementsByName(held[0]), function (one) {
      return one.type !== "checkbox" || one.value === held[1];
    })[0];
    if (again && document.activeElement !== again) again.focus({ preventScroll: true });
  });
})();
