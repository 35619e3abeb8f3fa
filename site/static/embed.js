/* The catalog inside other sites. One file works on both sides of a frame: in the page of another site it puts a
   frame in the place of each <div data-navigator="address of the list"> and <navigator-programs src="…">, and
   follows <iframe data-navigator>; inside the frame it tells the height of the list.

   Pages of others are wild. No method of Array.prototype is called (old libraries replace them), no name is left
   behind, every style is «important», and the frame stands in a shadow tree where rules of the page cannot reach.
   Only frames of the site that served this file are made: text of a visitor cannot bring another one in.
   The height is set at once where that moves nothing that is seen, else once the lower edge is out of view. */
(function (win, doc) {
  "use strict";
  var me = doc.currentScript, root = doc.documentElement, PREFIX = "navigator-height:", ASK = "navigator-ask";

  function on(target, kind, run) {
    target.addEventListener(kind, run, true);
  }

  if (root.hasAttribute("data-navigator-frame")) {
    if (win.parent !== win) tell();
    return;
  }
  var base = me && me.src ? me.src.replace(/embed\.js([?#].*)?$/, "") : "";
  if (!base || doc[base]) return base && doc[base]();

  var all = [], touched = 0;

  function tell() {
    var told = 0;
    function say() {
      var height = Math.ceil(doc.body.getBoundingClientRect().height);
      if (height !== told) win.parent.postMessage(PREFIX + (told = height), "*");
    }
    say();
    on(win, "load", say);
    on(win, "resize", say);
    on(win, "message", function (event) {
      if (event.data === ASK) say(told = 0);
    });
    if (win.ResizeObserver) new win.ResizeObserver(say).observe(doc.body);
  }

  // The whole address, where it is a list of the site that served this file.
  function ours(address) {
    var link = doc.createElement("a");
    link.href = address || "";
    return link.href.indexOf(base + "embed/") === 0 && link.href;
  }

  function style(element, text) {
    var parts = text.split(";"), i, pair;
    for (i = 0; i < parts.length; i++) {
      pair = parts[i].split(":");
      element.style.setProperty(pair[0], pair[1], "important");
    }
  }

  function follow(frame, box) {
    var one = { frame: frame, box: box, heard: 0, wanted: 0 };
    frame.setAttribute("data-navigator", "on");
    all[all.length] = one;
    if (!box) frame.contentWindow.postMessage(ASK, "*");
    return one;
  }

  function replace(box, address) {
    var height = Math.min(4000, Math.max(80, parseInt(box.getAttribute("data-height"), 10) || 480));
    var frame = doc.createElement("iframe"), shadow = box.attachShadow ? box.attachShadow({ mode: "open" }) : box;
    var link = box.querySelector("a"), one;
    box.setAttribute("data-navigator", "on");
    style(box, "display:block;min-height:" + height + "px");
    style(frame, "display:block;width:100%;min-width:0;max-width:none;margin:0;padding:0;border:0;float:none;height:" + height + "px");
    frame.title = link ? link.textContent : "Кружки и секции";
    frame.setAttribute("loading", "lazy");
    if (link && shadow === box) style(link, "display:none");
    one = follow(frame, box);
    // A frame that the page forbids, or that does not answer, gives its place back to the link.
    on(frame, "load", function () {
      setTimeout(function () {
        if (one.heard || !frame.parentNode) return;
        shadow.removeChild(frame);
        if (shadow !== box) shadow.appendChild(doc.createElement("slot"));
        else if (link) style(link, "display:inline");
      }, 1500);
    });
    frame.src = address;
    shadow.appendChild(frame);
  }

  function fit(one) {
    var edge = one.frame.getBoundingClientRect();
    if (!one.wanted || (edge.bottom < win.innerHeight && edge.bottom > 0 && Date.now() - touched > 400)) return;
    style(one.frame, "height:" + one.wanted + "px");
    if (one.box) style(one.box, "min-height:0");
    one.wanted = 0;
  }

  function fitAll() {
    for (var i = 0; i < all.length; i++) fit(all[i]);
  }

  function touch() {
    touched = Date.now();
    fitAll();
  }

  function look() {
    var found = doc.querySelectorAll("[data-navigator],navigator-programs"), i, one, address;
    for (i = 0; i < found.length; i++) {
      one = found[i];
      if (one.getAttribute("data-navigator") === "on") continue;
      address = ours(one.src || one.getAttribute("src") || one.getAttribute("data-navigator"));
      if (address && one.tagName === "IFRAME") follow(one);
      else if (address) replace(one, address);
    }
  }

  // Where the copy lies is known once it is opened: the code to copy names it.
  function name() {
    var codes = doc.querySelectorAll("textarea[data-place]"), i;
    for (i = 0; i < codes.length; i++)
      if (base.indexOf("http") === 0) codes[i].value = codes[i].value.split(codes[i].getAttribute("data-place")).join(base);
  }

  on(win, "message", function (event) {
    var i, one, said = event.data;
    if (typeof said !== "string" || said.indexOf(PREFIX) !== 0) return;
    for (i = 0; i < all.length; i++) {
      one = all[i];
      if (event.source === one.frame.contentWindow && (base.indexOf(event.origin + "/") === 0 || (base.indexOf("file:") === 0 && event.origin === "null"))) {
        one.heard = 1;
        one.wanted = Math.min(6000, Math.max(80, parseInt(said.slice(PREFIX.length), 10) || 80));
        fit(one);
      }
    }
  });
  on(win, "scroll", fitAll);
  on(win, "resize", fitAll);
  on(doc, "click", touch);
  on(doc, "keydown", touch);
  on(doc, "DOMContentLoaded", look);
  on(doc, "DOMContentLoaded", name);
  on(doc, "navigator-programs", look);
  if (win.customElements && !win.customElements.get("navigator-programs")) {
    var Programs = function () {
      return Reflect.construct(HTMLElement, [], Programs);
    };
    Programs.prototype = Object.create(HTMLElement.prototype);
    Programs.prototype.connectedCallback = function () {
      doc.dispatchEvent(new Event("navigator-programs"));
    };
    win.customElements.define("navigator-programs", Programs);
  }
  Object.defineProperty(doc, base, { value: look });
  look();
})(window, document);
