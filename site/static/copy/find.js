/* Search over a copy without a server. Data come as scripts, for a page on a disk may read nothing else. */
(function () {
  "use strict";
  var form = document.getElementById("find"), out = document.getElementById("results"), box = document.getElementById("q");
  var base = form.getAttribute("data-from"), waiting = {}, loaded = {}, about, ids, at = {}, said, places = {}, shown = 10, asked = 0, first = 10;
  var DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", WORD = "[\\p{L}\\p{N}]";
  var DAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"];
  var PARTS = ["утром", "днём", "вечером"];
  /* Filters: name, heading, files that they need. */
  var FILTERS = [
    ["age", "Возраст", ["age"]], ["direction", "Направленность", ["direction"]], ["municipality", "Район", ["municipality"]],
    ["place", "Где", ["place"]], ["day", "День", ["lessons"]], ["time", "Время", ["lessons"]], ["pay", "Оплата", ["ways"]], ["open", "Набор", ["ways"]]
  ];
  var PAY = { free: ["бесплатно", 1], certificate: ["по сертификату", 2], paid: ["платно", 4] };

  window.FIND = function (kind, key, value) {
    var name = kind + "/" + key;
    if (waiting[name]) waiting[name](value);
  };
  function load(kind, key, file) {
    var name = kind + "/" + key;
    return loaded[name] = loaded[name] || new Promise(function (done) {
      var script = document.createElement("script");
      waiting[name] = done;
      script.src = base + (kind === "all" ? "all" : kind + "/" + (file || key)) + ".js";
      script.onerror = function () { done(null); };
      document.head.appendChild(script);
    });
  }
  function number(text) {
    for (var value = 0, i = 0; i < text.length; i++) value = value * 64 + DIGITS.indexOf(text[i]);
    return value;
  }

  /* Words, as the server reads them. */
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(/ё/g, "е").replace(/[\u00ad\u200b-\u200d\u2060\ufeff\u0300\u0301]/g, "").replace(/[‐-―−⁃]/g, "-");
  }
  function typed(text) {
    return fold(text).match(new RegExp(WORD + "(?:\\+\\+|#)(?!" + WORD + ")|" + WORD + "+(?:-" + WORD + "+)*", "gu")) || [];
  }
  var GERUND = /((?<=[ая])(?:вшись|вши|в)|(?:ившись|ывшись|ивши|ывши|ив|ыв))$/;
  var REFLEXIVE = /с[яь]$/, ADJECTIVE = /(?:ими|ыми|его|ого|ему|ому|ее|ие|ые|ое|ей|ий|ый|ой|ем|им|ым|ом|их|ых|ую|юю|ая|яя|ою|ею)$/;
  var PARTICIPLE = /((?<=[ая])(?:ем|нн|вш|ющ|щ)|(?:ивш|ывш|ующ))$/;
  var VERB = /((?<=[ая])(?:ете|йте|ешь|нно|ла|на|ли|ем|ло|но|ет|ют|ны|ть|й|л|н)|(?:ейте|уйте|ила|ыла|ена|ите|или|ыли|ило|ыло|ено|ует|уют|ены|ить|ыть|ишь|ей|уй|ил|ыл|им|ым|ен|ят|ит|ыт|ую|ю))$/;
  var NOUN = /(?:иями|ями|ами|ией|иям|ием|иях|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ах|ях|ию|ью|ия|ья|а|е|и|й|о|у|ы|ь|ю|я)$/;
  function stem(word) {
    if (!/^[а-я]/.test(word)) return word;
    var parts = /^([^аеиоуыэюя]*[аеиоуыэюя])(.*)$/.exec(word);
    if (parts) {
      var rest = parts[2], cut = rest.replace(GERUND, ""), two = /^.*?[аеиоуыэюя][^аеиоуыэюя].*?[аеиоуыэюя][^аеиоуыэюя]/.exec(word);
      if (cut === rest) {
        rest = rest.replace(REFLEXIVE, "");
        cut = rest.replace(ADJECTIVE, "");
        if (cut !== rest) cut = cut.replace(PARTICIPLE, "");
        else if ((cut = rest.replace(VERB, "")) === rest) cut = rest.replace(NOUN, "");
      }
      cut = cut.replace(/и$/, "");
      var most = /ость?$/.exec(cut);
      if (most && two && parts[1].length + most.index >= two[0].length) cut = cut.slice(0, most.index);
      if (/нн$/.test(cut)) cut = cut.slice(0, -1);
      else if (/ейше?$/.test(cut)) cut = cut.replace(/ейше?$/, "").replace(/нн$/, "н");
      else cut = cut.replace(/ь$/, "");
      word = parts[1] + cut;
    }
    for (var i = 0; i < about.fleeting.length; i++) {
      var changed = word.replace(new RegExp(about.fleeting[i][0]), about.fleeting[i][1]);
      if (changed !== word) return changed;
    }
    return word;
  }
  /* Things that are listed stand in different parts: one of them is enough. */
  var LISTED = /[,;]|(?<=[а-я])\s*[/+]\s*(?=[а-я])|(?<![\wа-я-])(?:или|либо|и)(?![\wа-я-])/;
  function read(text) {
    var words = [], parts = {}, found = {}, stop = " " + about.stop + " ";
    fold(text.slice(0, 200)).split(LISTED).forEach(function (piece, i) {
      typed(piece).forEach(function (one) { if (one.length <= 40) { words.push(one); parts[one] = i; } });
    });
    var telling = words.filter(one => stop.indexOf(" " + one + " ") < 0);
    if (!telling.length) telling = words.slice(-1);
    telling.forEach(function (word, place) {
      var some = word.split("-").map(one => about.two[one] || one);
      some.forEach(function (one, i) {
        var last = place === telling.length - 1 && i === some.length - 1;
        if (some.length > 1 && stop.indexOf(" " + one + " ") >= 0) return;
        found[one] = { forms: some.length > 1 ? [one, some.join("")] : [one], start: last && one.length > 1 ? one : "", part: parts[word] };
      });
    });
    return Object.keys(found).slice(0, 12).map(one => found[one]);
  }

  /* Files of words. */
  function file(start) {
    return start.split("").map(function (one) {
      var code = one.charCodeAt(0);
      return one >= "а" && one <= "я" ? DIGITS[code - 1072] : one === "$" ? "_" : /[a-z0-9]/.test(one) ? "w" + one : "z" + code.toString(16) + "z";
    }).join("");
  }
  function place(word) {
    if (about.known[word + "$"]) return word + "$";
    for (var i = 1; i <= word.length; i++) if (about.known[word.slice(0, i)]) return word.slice(0, i);
    return "";
  }
  function shard(start) {
    return places[start] = places[start] || (start ? load("w", start, file(start)) : Promise.resolve("")).then(function (text) {
      var lines = (text || "\n").split("\n"), found = { odd: {}, words: {}, noise: {}, more: {} };
      lines[0].split(" ").forEach(function (one) { var pair = one.split(":"); found.odd[pair[0]] = pair[1]; });
      lines[1].split(" ").forEach(function (one) {
        var pair = one.split("=");
        if (one[0] === "!") found.noise[one.slice(1)] = true;
        else if (pair[1]) found.more[pair[0]] = pair[1];
      });
      lines.slice(2).forEach(function (one) { var gap = one.indexOf(" "); found.words[one.slice(0, gap)] = one.slice(gap + 1); });
      return found;
    });
  }
  function postings(text) {
    var found = new Map(), count = 0, more = 0, best = [];
    text.split(" ").forEach(function (one) {
      if (one[0] === "*") { best = one.slice(1).split(",").map(number); return; }
      if (one[0] === "+") { more = number(one.slice(1)); return; }
      var id = 0;
      one.slice(1).split(",").forEach(function (step) { id += number(step); found.set(id, DIGITS.indexOf(one[0]) / 8); count++; });
    });
    var rarity = Math.log(1 + (ids.length - count - more + 0.5) / (count + more + 0.5));
    found.forEach(function (level, id) { found.set(id, level * rarity); });
    best.forEach(function (id, i) { found.set(id, (found.get(id) || 0) + 0.1 * rarity * (best.length - i) / best.length); });
    return { ids: found, common: more > 0, best: best };
  }
  function merge(into, from, worth) {
    from.ids.forEach(function (score, id) { if (!(into.ids.get(id) >= score * worth)) into.ids.set(id, score * worth); });
    into.common = into.common || from.common;
  }
  function near(one, other) {
    var a = one.length, b = other.length, i = 0;
    if (Math.abs(a - b) > 1) return false;
    while (i < a && one[i] === other[i]) i++;
    if (a === b) return one.slice(i + 1) === other.slice(i + 1) || (one[i] === other[i + 1] && one[i + 1] === other[i] && one.slice(i + 2) === other.slice(i + 2));
    return a < b ? one.slice(i) === other.slice(i + 1) : one.slice(i + 1) === other.slice(i);
  }
  function swaps(word) {
    var pairs = { о: "а", а: "о", е: "и", и: "е" }, found = [];
    for (var i = 0; i < word.length; i++) if (pairs[word[i]]) found.push(word.slice(0, i) + pairs[word[i]] + word.slice(i + 1));
    return found;
  }
  function lookup(word) {
    var found = { ids: new Map(), common: false, own: word, more: {} };
    var own = word.forms.map(function (form) {
      return shard(place(stem(form))).then(there => there.odd[form] || stem(form));
    });
    return Promise.all(own).then(function (stems) {
      found.stems = stems;
      found.common = !!about.dull && about.dull.split(" ").some(one => stems[0].indexOf(one) === 0);
      return Promise.all(stems.map(place).map(shard));
    }).then(function (shards) {
      var known = false;
      shards.forEach(function (one) {
        found.stems.forEach(function (own) {
          var some = one.words[own] && postings(one.words[own]);
          if (some) { merge(found, some, 1); found.best = some.best; known = true; }
          if (one.noise[own]) found.noise = true;
        });
        Object.keys(one.more).forEach(function (term) { found.more[term] = one.more[term]; });
      });
      if (found.more[found.stems[0]]) found.topic = true;
      return known || found.noise || found.topic ? found : begun(found, word, shards);
    });
  }
  /* A word that is still typed. */
  function begun(found, word, shards) {
    var deeper = word.start ? Object.keys(about.known).filter(one => one.slice(0, word.start.length) === word.start) : [];
    var starts = word.start ? [place(word.start)].concat(deeper.length > 3 ? [] : deeper) : [];
    return Promise.all(starts.map(shard)).then(function (some) {
      var count = 0;
      some.concat(shards).forEach(function (one, i, all) {
        if (word.start && all.indexOf(one) === i) Object.keys(one.words).forEach(function (other) {
          if (count < 64 && other.slice(0, word.start.length) === word.start) { count++; merge(found, postings(one.words[other]), 0.5); }
        });
      });
      return found.ids.size ? found : mended(found, some.concat(shards));
    });
  }
  /* Programs that have all of some words, with the mean of their worth. */
  function together(lists) {
    var found = { ids: new Map() };
    lists[0].ids.forEach(function (_, id) {
      if (lists.every(one => one.ids.has(id)))
        found.ids.set(id, lists.reduce((sum, one) => sum + one.ids.get(id), 0) / lists.length);
    });
    return found;
  }
  /* Terms of the field with those that mean the same: the longest first. */
  function widened(words) {
    var units = [], at = 0, size, key;
    function one(word) { return word.stems[0]; }
    while (at < words.length) {
      for (size = Math.min(4, words.length - at); size > 0; size--) {
        key = words.slice(at, at + size).map(one).join("+");
        if (words[at].more[key]) break;
      }
      units.push(size ? widen(size > 1 ? merged(words.slice(at, at + size)) : words[at], words[at].more[key]) : words[at]);
      at += size || 1;
    }
    return Promise.all(units);
  }
  function merged(some) {
    var found = together(some);
    found.stems = [];
    found.own = some[0].own;
    return found;
  }
  function widen(unit, text) {
    unit.topic = true;
    return Promise.all([].concat.apply([], text.split(";").map(function (terms, far) {
      return terms.split(",").filter(Boolean).map(function (term) {
        var stems = term.split("+");
        return Promise.all(stems.map(place).map(shard)).then(function (shards) {
          var lists = shards.map(function (one, i) { return one.words[stems[i]] ? postings(one.words[stems[i]]) : { ids: new Map() }; });
          return [together(lists), far ? 0.6 : 0.9];
        });
      });
    }))).then(function (more) {
      more.forEach(function (one) { merge(unit, one[0], one[1]); });
      if (more.some(one => one[0].ids.size)) unit.best = null;
      return unit;
    });
  }
  /* A word that is nowhere: one letter off, or a vowel that is not heard. */
  function mended(found, shards) {
    var own = found.stems[0];
    if (own.length < 4) return found;
    var others = swaps(own), best = "", text = "";
    function look(one, word) { if (one.words[word] && one.words[word].length > text.length) { best = word; text = one.words[word]; } }
    shards.forEach(function (one) { Object.keys(one.words).forEach(function (word) { if (near(own, word)) look(one, word); }); });
    var more = others.map(place).filter((one, i, all) => one && all.indexOf(one) === i).slice(0, 4);
    return (best ? Promise.resolve([]) : Promise.all(more.map(shard))).then(function (some) {
      some.forEach(function (one) { others.forEach(function (word) { look(one, word); }); });
      if (best) { merge(found, postings(text), 1); found.mended = best; }
      return found;
    });
  }
  /* Words of descriptions, where the files of words hold names and labels only. */
  function described(words) {
    var blocks = ids.map(one => Math.floor(one / about.bodies));
    blocks = blocks.filter((one, i) => !i || blocks[i - 1] !== one);
    return Promise.all(blocks.map(one => load("b", String(one)))).then(function (texts) {
      texts.join("\n").split("\n").forEach(function (line) {
        var parts = line.split(" "), id = +parts[0];
        words.forEach(function (word) {
          for (var i = 1; i < parts.length; i++)
            if (!word.ids.has(id) && (word.stems.indexOf(parts[i]) >= 0 || (word.own.start && parts[i].indexOf(word.own.start) === 0))) word.ids.set(id, 0.1);
        });
      });
      return words;
    });
  }
  function joined(all) {
    var counts = new Map(), scores = new Map(), words = all.filter(one => !one.noise);
    var present = words.filter(one => one.ids.size), topics = present.filter(one => one.topic);
    var strict = (topics.length ? present : words).filter(one => !one.common);
    if (!strict.length) strict = words;
    all.forEach(function (one) {
      one.ids.forEach(function (score, id) {
        scores.set(id, (scores.get(id) || 0) + score * (one.noise ? 0.3 : 1));
        if (strict.indexOf(one) >= 0) counts.set(id, (counts.get(id) || 0) + 1);
      });
    });
    var most = 0, found = new Map(), parts = topics.map(one => one.own.part);
    if (parts.some(one => one !== parts[0])) {
      scores.forEach(function (score, id) {
        function has(one) { return one.ids.has(id); }
        if (strict.every(one => one.topic || has(one)) && parts.some(part => topics.every(one => one.own.part !== part || has(one)))) found.set(id, score);
      });
      return { scores: found, partial: topics.length < words.filter(one => one.topic).length };
    }
    counts.forEach(function (one) { most = Math.max(most, one); });
    if (most < strict.length && topics.length > 1) topics.forEach(function (one) { one.ids.forEach(function (_, id) { found.set(id, scores.get(id)); }); });
    else if (most * 2 >= strict.length) counts.forEach(function (one, id) { if (one === most) found.set(id, scores.get(id)); });
    return { scores: found, partial: found.size > 0 && most < strict.length };
  }
  function search(text) {
    var words = read(text);
    if (!words.length) return Promise.resolve({ scores: new Map() });
    return Promise.all(words.map(lookup)).then(widened).then(function (found) {
      if (found.every(one => one.noise)) return {};
      var answer = joined(found);
      if (found.length === 1 && found[0].best && found[0].best.length >= shown) answer.best = found[0].best;
      function told(one) { one.mended = found.some(word => word.mended); return one; }
      if (!about.small || (answer.scores.size && !answer.partial)) return told(answer);
      return described(found.filter(one => !one.noise)).then(more => told(joined(more)));
    });
  }

  /* Filters: of one program some group must satisfy all of them. */
  var columns = {};
  function column(name) {
    return columns[name] = columns[name] || load("f", name).then(function (value) {
      var text = name === "place" ? value[1] : value;
      return { names: value[0], rows: name === "direction" || name === "municipality" ? (text.match(/../g) || []) : name === "open" ? text : text.split(",") };
    });
  }
  function width(name) { return { age: 4, lessons: 5, ways: 1, place: 2 }[name]; }
  function chosen() {
    var found = {};
    Array.prototype.forEach.call(form.elements, function (one) { if (one.name && one.value && one.name !== "q") found[one.name] = one.value; });
    return found;
  }
  function values(name, data, at, group) {
    function cell(key) { var w = width(key); return data[key].rows[at].slice(group * w, group * w + w); }
    if (name === "direction" || name === "municipality") return [String(number(data[name].rows[at]))];
    if (name === "place") return [String(number(cell("place")))];
    if (name === "age") {
      var sign = cell("age"), from = number(sign.slice(0, 2)), to = number(sign.slice(2)), found = [];
      for (var year = 0; year < 18; year++) if (from < 12 * year + 12 && to > 12 * year) found.push(String(year));
      return found;
    }
    if (name === "pay" || name === "open") {
      var ways = number(cell("ways"));
      return name === "open" ? (ways & 8 ? ["1"] : []) : Object.keys(PAY).filter(one => ways & PAY[one][1]);
    }
    return [];
  }
  function lessons(data, at, group, day, time) {
    var mask = number(data.lessons.rows[at].slice(group * 5, group * 5 + 5));
    for (var d = 0; d < 7; d++) for (var p = 0; p < 4; p++)
      if ((day === "" || +day === d) && (time === "" || +time === p - 1) && Math.floor(mask / Math.pow(2, d * 4 + p)) % 2) return true;
    return false;
  }
  function filtered(hits, picked, names, data) {
    var kept = [], counts = {};
    names.forEach(function (one) { counts[one] = {}; });
    hits.forEach(function (at) {
      var groups = data.age ? data.age.rows[at].length / 4 : data.ways ? data.ways.rows[at].length : data.place ? data.place.rows[at].length / 2 : data.lessons ? data.lessons.rows[at].length / 5 : 1;
      var seen = {}, good = false;
      for (var group = 0; group < groups; group++) {
        var failed = [], has = {};
        names.forEach(function (name) {
          if (name === "day" || name === "time") return;
          has[name] = values(name, data, at, group);
          if (picked[name] && has[name].indexOf(picked[name]) < 0) failed.push(name);
        });
        var day = picked.day || "", time = picked.time || "";
        if (data.lessons) {
          if ((day || time) && !lessons(data, at, group, day, time)) failed.push("lessons");
          if (!failed.length || (failed.length === 1 && failed[0] === "lessons")) {
            has.day = DAYS.map((_, d) => String(d)).filter(d => lessons(data, at, group, d, time));
            has.time = PARTS.map((_, p) => String(p)).filter(p => lessons(data, at, group, day, p));
          }
        }
        if (!failed.length) good = true;
        Object.keys(has).forEach(function (name) {
          var own = name === "day" || name === "time" ? "lessons" : name;
          if (!failed.length || (failed.length === 1 && failed[0] === own)) has[name].forEach(function (one) { seen[name + " " + one] = true; });
        });
      }
      Object.keys(seen).forEach(function (one) { var gap = one.indexOf(" "), name = one.slice(0, gap), value = one.slice(gap + 1); counts[name][value] = (counts[name][value] || 0) + 1; });
      if (good) kept.push(at);
    });
    return { kept: kept, counts: counts };
  }

  /* What people see. */
  function make(tag, text, attributes) {
    var one = document.createElement(tag);
    if (text) one.textContent = text;
    Object.keys(attributes || {}).forEach(function (name) { one.setAttribute(name, attributes[name]); });
    return one;
  }
  function many(count, one, few, lots) {
    var tens = count % 100, last = count % 10;
    return count + "\u00a0" + (tens > 10 && tens < 20 || last > 4 || !last ? lots : last === 1 ? one : few);
  }
  function options(name, data) {
    if (name === "age") return Array.from({ length: 18 }, (_, year) => [String(year), many(year, "год", "года", "лет")]);
    if (name === "direction" || name === "municipality") return about[name].map((one, i) => [String(i + 1), one]);
    if (name === "place") return data.place ? data.place.names.map((one, i) => [String(i + 1), one]) : [];
    if (name === "day") return DAYS.map((one, i) => [String(i), one]);
    if (name === "time") return PARTS.map((one, i) => [String(i), one]);
    if (name === "pay") return Object.keys(PAY).map(one => [one, PAY[one][0]]);
    return [["1", "открыт"]];
  }
  function fill(picked, names, data, counts) {
    FILTERS.forEach(function (one) {
      var select = form.elements[one[0]], list = options(one[0], data), kept = picked[one[0]] || "";
      if (!select || document.activeElement === select && select.options.length > 1 && !counts[one[0]]) return;
      while (select.options.length > 1) select.remove(1);
      list.forEach(function (pair) {
        var count = counts[one[0]] ? counts[one[0]][pair[0]] || 0 : -1;
        if (count || kept === pair[0]) {
          var option = make("option", pair[1] + (count < 0 ? "" : " (" + count + ")"), { value: pair[0], "data-facet": one[0], "data-value": pair[0] });
          if (count >= 0) option.setAttribute("data-count", count);
          select.appendChild(option);
        }
      });
      select.value = kept;
      select.parentNode.hidden = one[0] !== "place" && select.options.length < 2;
    });
  }
  function card(row) {
    var article = make("article", "", { "data-program": row[0] }), title = make("h3"), state = make("p");
    title.appendChild(make("a", row[1], { href: form.getAttribute("data-program").replace("/0/", "/" + row[0] + "/") }));
    article.appendChild(title);
    article.appendChild(make("p", row[2]));
    article.appendChild(make("p", row[3]));
    state.appendChild(make("b", row[4], { class: row[4] === "набор открыт" ? "yes" : "no" }));
    article.appendChild(state);
    return article;
  }
  function show(order, answer, text, run) {
    var wanted = order.slice(0, shown).map(at => ids[at]);
    var blocks = wanted.map(id => Math.floor(id / about.cards));
    blocks = blocks.filter((one, i) => blocks.indexOf(one) === i);
    return Promise.all(blocks.map(one => load("c", String(one)))).then(function (found) {
      if (run !== asked) return;
      var rows = {};
      found.forEach(function (block) { (block || []).forEach(function (row) { rows[row[0]] = row; }); });
      out.textContent = "";
      out.setAttribute("data-total", order.length);
      out.appendChild(make("h2", order.length ? many(order.length, "программа", "программы", "программ") : "Ничего не нашлось"));
      said.textContent = out.firstChild.textContent;
      if (answer.partial) out.appendChild(make("p", "Всех слов вместе нет ни в одной программе. Показаны похожие.", { class: "notice" }));
      if (answer.mended && order.length) out.appendChild(make("p", "Такого слова нет ни в одной программе. Показаны программы с похожим.", { class: "notice", "data-suggestion": "1" }));
      if (!order.length) out.appendChild(make("p", "Попробуйте убрать часть условий или спросите другими словами."));
      wanted.forEach(function (id) { if (rows[id]) out.appendChild(card(rows[id])); });
      if (order.length > shown) {
        var more = make("button", "Показать ещё", { type: "button", class: "quiet" }), from = shown;
        more.onclick = function () { shown += 20; update().then(function () { var next = out.querySelectorAll("article a")[from]; if (next) next.focus(); }); };
        out.appendChild(more);
      }
    });
  }
  function update() {
    var run = ++asked, text = box.value.trim(), picked = chosen(), names = [];
    var idle = !text && !Object.keys(picked).length;
    out.hidden = idle;
    document.getElementById("browse").hidden = !idle;
    FILTERS.forEach(function (one) { if (about.small || picked[one[0]]) names.push(one[0]); });
    var files = [];
    names.forEach(function (name) { FILTERS.forEach(function (one) { if (one[0] === name) files = files.concat(one[2]); }); });
    files = files.filter((one, i) => files.indexOf(one) === i);
    if (names.indexOf("day") >= 0 || names.indexOf("time") >= 0) names = names.concat(["day", "time"]).filter((one, i, all) => all.indexOf(one) === i);
    keep(text, picked);
    if (idle && !about.small) { fill(picked, [], {}, {}); return Promise.resolve(); }
    var quick = !about.small && text && !files.length && shown === first;
    return (quick ? search(text) : Promise.resolve({})).then(function (answer) {
      if (run !== asked || !answer.best) return answered();
      /* One common word: its best programs are named in their order, the rest is not needed yet. */
      var order = answer.best.concat(Array.from(answer.scores.keys()).filter(id => answer.best.indexOf(id) < 0));
      fill(picked, [], {}, {});
      return show(order.map(id => at[id]), answer, text, run);
    });
    function answered() { return Promise.all([text ? search(text) : null, column("open"), about.small ? load("f", "rank") : null].concat(files.map(column))).then(function (got) {
      if (run !== asked) return;
      var answer = got[0] || {}, open = got[1].rows, rank = got[2], data = {}, hits = [];
      files.forEach(function (one, i) { data[one] = got[i + 3]; });
      ids.forEach(function (id, at) { if (!answer.scores || answer.scores.has(id)) hits.push(at); });
      var found = filtered(hits, picked, names, data);
      fill(picked, names, data, found.counts);
      if (idle) return;
      function isOpen(at) { return number(open[Math.floor(at / 6)]) >> at % 6 & 1; }
      function score(at) { return answer.scores ? Math.round(answer.scores.get(ids[at]) * 100) : 0; }
      function place(at) { return rank ? number(rank.slice(at * 2, at * 2 + 2)) : at; }
      found.kept.sort((a, b) => isOpen(b) - isOpen(a) || score(b) - score(a) || place(a) - place(b));
      return show(found.kept, answer, text, run);
    }); }
  }
  function keep(text, picked) {
    var pairs = Object.keys(picked).map(one => one + "=" + picked[one]);
    if (text) pairs.unshift("q=" + encodeURIComponent(text));
    try { history.replaceState(null, "", "#" + pairs.join("&")); } catch (problem) { return; }
  }
  function start() {
    var more = make("details"), pick = make("div", "", { class: "pick" }), given = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
    FILTERS.forEach(function (one) {
      var label = make("label", one[1] + " "), select = make("select", "", { name: one[0] });
      select.appendChild(make("option", "любой", { value: "" }));
      label.appendChild(select);
      pick.appendChild(label);
    });
    said = out.parentNode.insertBefore(make("p", "", { role: "status", class: "vh" }), out);
    more.appendChild(make("summary", "Фильтры"));
    more.appendChild(pick);
    form.appendChild(more);
    more.open = window.innerWidth > 767;
    box.value = given.get("q") || "";
    FILTERS.forEach(function (one) {
      var value = given.get(one[0]), select = form.elements[one[0]];
      if (value) { select.appendChild(make("option", value, { value: value })); select.value = value; more.open = true; }
      if (one[0] === "place" && !about.small) select.onfocus = function () {
        column("place").then(function (found) { if (select.options.length < 3) fill(chosen(), [], { place: found }, {}); });
      };
    });
    form.hidden = false;
    var delay;
    form.onsubmit = function (event) { event.preventDefault(); shown = first; update(); };
    form.onchange = function (event) { if (event.target !== box) { shown = first; update(); } };
    box.oninput = function () { clearTimeout(delay); delay = setTimeout(function () { shown = first; update(); }, 300); };
    return update();
  }
  load("all", "").then(function (value) {
    if (!value) return;
    about = value;
    if (!about.small) shown = first = 7;
    about.known = {};
    about.words.split(" ").forEach(function (one) { about.known[one] = true; });
    ids = [];
    about.runs.forEach(function (run) { for (var i = 0; i < run[1]; i++) { at[run[0] + i] = ids.length; ids.push(run[0] + i); } });
    return start();
  });
})();
