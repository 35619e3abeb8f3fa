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
  function refill() {
    var asked = new URLSearchParams(location.search), back = document.getElementById("filters");
    Array.prototype.forEach.call(back ? back.elements : [], function (one) {
      if (one.type === "checkbox") one.checked = asked.getAll(one.name).indexOf(one.value) >= 0;
      else if (one.name) one.value = asked.get(one.name) || (one.name === "sort" ? "relevance" : "");
    });
  }
  document.addEventListener("htmx:historyRestore", refill);
  /* Suggestions under the search box: arrows choose, Enter goes, Escape closes. */
  var box = form && form.elements.q, list, at, asks = 0;
  function close() {
    if (list) list.remove();
    list = null;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
  function mark(to) {
    var items = list.children;
    if (items[at]) items[at].setAttribute("aria-selected", "false"), (items[at].style.background = items[at].style.outline = "");
    at = (to + items.length) % items.length;
    items[at].setAttribute("aria-selected", "true");
    items[at].style.background = "#d5dcdc";
    items[at].style.outline = "2px solid"; /* forced colours take the background away */
    items[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", items[at].id);
  }
  if (box) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", "options");
    box.autocomplete = "off";
    close();
    box.addEventListener("input", function () {
      var mine = ++asks;
      setTimeout(function () {
        if (mine !== asks) return;
        fetch("/suggest?q=" + encodeURIComponent(box.value)).then(function (answer) {
          return answer.ok ? answer.text() : "";
        }).then(function (text) {
          if (mine !== asks) return;
          close();
          box.parentNode.insertAdjacentHTML("afterend", text);
          list = document.getElementById("options");
          if (!list) return;
          at = -1;
          list.style.cssText = "position:absolute;z-index:1;margin:-.6rem 0 0;padding:.3rem 0;list-style:none;background:#fff;border:1px solid #555;max-width:90vw";
          Array.prototype.forEach.call(list.children, function (one) { one.style.cssText = "padding:.3rem .8rem;cursor:pointer"; });
          list.onmousedown = function (event) {
            var one = event.target.closest("li");
            if (one) location.href = one.dataset.url;
          };
          box.setAttribute("aria-expanded", "true");
        }, close);
      }, 150);
    });
    box.addEventListener("keydown", function (event) {
      var key = event.key;
      if (key === "Enter") {
        asks++;
        if (list && at >= 0) event.preventDefault(), (location.href = list.children[at].dataset.url);
        else close();
      } else if (list && key === "Escape") event.preventDefault(), asks++, close();
      else if (list && (key === "ArrowDown" || key === "ArrowUp")) event.preventDefault(), mark(key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    });
    box.addEventListener("blur", function () { asks++, close(); });
  }
  document.addEventListener("htmx:configRequest", clean);
  document.addEventListener("htmx:beforeSwap", function () {
    var active = document.activeElement;
    held = active && active.name && active.closest("#facets") ? [active.name, active.value] : null;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var from = event.detail.requestConfig && event.detail.requestConfig.elt;
    var heading = document.querySelector("#results h2");
    if (from && from.tagName === "A" && heading) {
      refill();
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
