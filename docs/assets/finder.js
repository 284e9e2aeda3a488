/* The town box. The list of places comes when the box is first used; what is typed stays in the page. */
(function () {
  'use strict';
  var doc = document, fold = window.guide.fold, load = window.guide.load, make = window.guide.make, all = window.guide.all;
  window.guide.form = function (n) { /* which words a number takes: English has two forms, other languages more or fewer; for programs.js too */
    try { return new Intl.PluralRules(doc.documentElement.lang).select(n); } catch (e) { return n === 1 ? 'one' : 'other'; }
  };
  function distance(a, b, limit) { /* letters to add, drop, change or swap; limit + 1 where more */
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    var rows = [], i, j;
    for (i = 0; i <= a.length; i++) {
      rows[i] = [i];
      for (j = 1; j <= b.length; j++) {
        rows[i][j] = i ? Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)) : j;
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[a.length][b.length];
  }
  function matches(typed) { /* places, best first: [place, rank]; 0 the name itself, 1 its beginning, 2 a word's beginning, 3 nearly */
    var data = window.guidePlaces, zip = /(?:^| )(\d{5})/.exec(typed), limit, found = [];
    if (zip) return zip[1] in data.zips ? [[data.places[data.zips[zip[1]]], 0]] : [];
    data.states.some(function (state) { /* "Taos, NM": the guide has one state */
      var at = typed.length - state.length - 1, cut = at > 0 && typed.slice(at) === ' ' + state;
      if (cut) typed = typed.slice(0, at);
      return cut;
    });
    limit = typed.length > 6 ? 2 : 1;
    if (typed) data.places.forEach(function (place) {
      var rank = 9;
      place[3].forEach(function (name) {
        rank = Math.min(rank, name === typed ? 0 : name.indexOf(typed) === 0 ? 1 : name.indexOf(' ' + typed) > 0 ? 2
          : typed.length > 3 && distance(typed, name, limit) <= limit ? 2 + distance(typed, name, limit) : 9);
      });
      if (rank < 9) found.push([place, rank]);
    });
    return found.sort(function (a, b) { return a[1] - b[1] || (a[0][2] > 0) - (b[0][2] > 0); });
  }
  all('.finder').forEach(function (form) {
    var input = form.querySelector('input'), answer = form.querySelector('.finder-answer'), words = answer.dataset;
    var list = make('ul'), shown = [], at = -1;
    list.className = 'options'; list.id = input.id + '-options'; list.hidden = true;
    list.setAttribute('role', 'listbox'); list.setAttribute('aria-label', form.querySelector('label').textContent);
    input.parentNode.insertBefore(list, input.nextSibling);
    [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]].forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });
    function ready() { return load(form.dataset.places); }
    function href(place) { return form.dataset.base + window.guidePlaces.pages[place[1]][0] + '.html'; }
    function link(place, text) { var a = make('a', text); a.href = href(place); a.setAttribute('translate', 'no'); return a; }
    function mark(index) {
      at = index;
      all('li', list).forEach(function (item, i) { item.setAttribute('aria-selected', i === index); });
      if (index < 0) input.removeAttribute('aria-activedescendant'); else input.setAttribute('aria-activedescendant', list.id + index);
    }
    function close() { list.hidden = true; shown = []; mark(-1); input.setAttribute('aria-expanded', 'false'); }
    function suggest() {
      var typed = fold(input.value);
      close(); list.textContent = '';
      if (!window.guidePlaces || typed.length < 2) return;
      shown = matches(typed).slice(0, 6).map(function (match) { return match[0]; });
      shown.forEach(function (place, i) {
        var item = make('li', place[0]);
        item.id = list.id + i; item.setAttribute('role', 'option'); item.setAttribute('aria-selected', 'false'); item.setAttribute('translate', 'no');
        item.addEventListener('mousedown', function (event) { event.preventDefault(); });
        item.addEventListener('click', function () { choose(place); });
        list.appendChild(item);
      });
      list.hidden = !shown.length;
      input.setAttribute('aria-expanded', String(!list.hidden));
    }
    function tell(into, place) { /* "X has no page of its own. Nearest: Y, about N miles." with Y as a link */
      if (!place[2]) { into.appendChild(link(place, place[0])); return; }
      var parts = (answer.getAttribute('data-near-' + window.guide.form(place[2])) || words.nearOther).replace('{place}', place[0]).replace('{miles}', place[2]).split('{town}');
      into.appendChild(doc.createTextNode(parts[0]));
      into.appendChild(link(place, window.guidePlaces.pages[place[1]][1]));
      into.appendChild(doc.createTextNode(parts[1]));
    }
    function picked(place) { /* whether this page takes the place itself, as a box with data-pick asks */
      if (!('pick' in form.dataset)) return false;
      form.dispatchEvent(new CustomEvent('pick', { detail: place && window.guidePlaces.places.indexOf(place) }));
      return true;
    }
    function choose(place) {
      input.value = place[0]; close(); answer.textContent = '';
      if (picked(place)) return;
      if (place[2]) tell(answer, place); else location.href = href(place);
    }
    function offer(into, place) {
      if (!('pick' in form.dataset)) { tell(into, place); return; }
      var button = make('button', place[0]);
      button.type = 'button'; button.addEventListener('click', function () { choose(place); input.focus(); });
      into.appendChild(button);
    }
    function find() {
      var found = matches(fold(input.value)), best = found.filter(function (match) { return match[1] === found[0][1]; });
      close(); answer.textContent = '';
      if (!found.length) {
        answer.textContent = words.none + ' ';
        if (words.all) { var all = make('a', words.all); all.href = form.action; answer.appendChild(all); }
      }
      else if (best.length === 1 && best[0][1] < 3) choose(best[0][0]);
      else {
        answer.textContent = words.which;
        var choices = make('ul');
        found.slice(0, 8).forEach(function (match) { var item = make('li'); offer(item, match[0]); choices.appendChild(item); });
        answer.appendChild(choices);
      }
    }
    input.addEventListener('focus', ready);
    input.addEventListener('input', function () { ready().then(suggest, function () {}); });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', function (event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && shown.length) { event.preventDefault(); mark((at + step + shown.length + (at < 0 && step < 0 ? 1 : 0)) % shown.length); }
      else if (event.key === 'Escape' && shown.length) { event.preventDefault(); close(); }
      else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); choose(shown[at]); }
    });
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (!fold(input.value)) { answer.textContent = ''; if (!picked(null)) location.href = form.action; return; }
      ready().then(find, function () { location.href = form.action; });
    });
  });
})();
