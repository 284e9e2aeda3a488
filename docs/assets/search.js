/* The search page. The list and the library come when they are first needed; what is typed stays in the page. */
(function () {
  'use strict';
  var doc = document, fold = window.guide.fold, load = window.guide.load, make = window.guide.make;
  var SMALL = ' a an and are can de del do does el ella en es for he her him how i in is la las lo los me mi my of on or para por que se she the they to un una what where y ';
  var ZIP = /(?:^| )(\d{5})(?: \d{4})?(?= |$)/;
  var search = doc.querySelector('form.search');
  var box = search.querySelector('input'), count = doc.querySelector('.search-count'), results = doc.querySelector('.search-results');
  var words = search.dataset, index, timer;
  function form(n) { /* which words a number takes: English has two forms, other languages more or fewer */
    try { return new Intl.PluralRules(document.documentElement.lang).select(n); } catch (e) { return n === 1 ? 'one' : 'other'; }
  }
  function ready() {
    return Promise.all([load(words.engine), load(words.index)]).then(function () {
      if (index) return;
      index = new window.MiniSearch({ fields: ['title', 'page', 'text'], processTerm: fold });
      index.addAll(window.guideSearch.entries.map(function (entry, id) { return { id: id, title: entry[0], page: entry[1], text: entry[3] }; }));
    });
  }
  function query(text, urgent) { /* a word that has synonyms becomes "this or one of those"; `urgent` takes the entries that they put first */
    var rest = ' ' + text + ' ', parts = [];
    window.guideSearch.synonyms.forEach(function (group, number) {
      var hit = group.filter(function (word) { return rest.indexOf(' ' + word + ' ') >= 0; }).sort(function (a, b) { return b.length - a.length; })[0];
      if (!hit) return;
      rest = rest.replace(' ' + hit + ' ', ' ');
      window.guideSearch.first[number].forEach(function (id) { if (urgent.indexOf(id) < 0) urgent.push(id); });
      parts.push({ combineWith: 'OR', queries: [{ fuzzy: false, combineWith: 'AND', queries: [hit] }].concat({ fuzzy: false, prefix: false, boost: { title: .5, page: .2, text: .2 }, combineWith: 'OR', queries: group.map(function (word) { return { combineWith: 'AND', queries: [word] }; }) }) });
    });
    return parts.concat(rest.trim().split(' ').filter(function (word) { return word && (!parts.length && rest.trim() === word || SMALL.indexOf(' ' + word + ' ') < 0); }));
  }
  function find(how, parts) { /* what has the words themselves, or words that begin with them, before what has similar ones */
    var options = { boost: { title: 4, page: 1.5 }, combineWith: 'AND', prefix: function (term) { return term.length > 2; } };
    var exact = index.search({ combineWith: how, queries: parts }, options), has = {};
    exact.forEach(function (result) { has[result.id] = 1; });
    options.fuzzy = function (term) { return term.length > 4 ? .2 : 0; };
    return exact.concat(index.search({ combineWith: how, queries: parts }, options).filter(function (result) { return !has[result.id]; }));
  }
  function run(text) {
    var urgent = [], parts = query(text, urgent), found = find('AND', parts);
    if (!found.length) found = find('OR', parts);
    return urgent.map(function (id) { return found.filter(function (result) { return result.id === id; })[0] || { id: id, terms: [] }; }).concat(found.filter(function (result) { return urgent.indexOf(result.id) < 0; }));
  }
  function town(text) { /* the place of a ZIP code, as an entry */
    var data = window.guidePlaces, zip = ZIP.exec(text), place = data && zip && data.places[data.zips[zip[1]]], end = place && data.pages[place[1]];
    return place && [place[2] ? end[1] : place[0], zip[1], 'programs/' + end[0] + '.html',
      place[2] ? (search.getAttribute('data-near-' + form(place[2])) || words.nearOther).replace('{place}', place[0]).replace('{town}', end[1]).replace('{miles}', place[2]) : ''];
  }
  function snippet(text, terms) { /* about 160 letters around the first word found, with the words marked */
    var flat = text.replace(/[^\0-\x7f]/g, function (c) { return c.normalize('NFD')[0]; }).toLowerCase();
    var finder = new RegExp('(^|[^a-z0-9])(' + (terms.join('|') || '$^') + ')(?![a-z0-9])', 'g');
    var first = finder.exec(flat), p = make('p'), start = first && first.index > 60 ? text.lastIndexOf(' ', first.index - 50) + 1 : 0;
    var end = text.length - start > 170 ? text.lastIndexOf(' ', start + 165) : text.length, last = start, hit, word;
    function add(to) { p.appendChild(doc.createTextNode(text.slice(last, to))); last = to; }
    if (start) p.appendChild(doc.createTextNode('… '));
    finder.lastIndex = Math.max(0, start - 1);
    while ((hit = finder.exec(flat)) && finder.lastIndex <= end) {
      add(hit.index + hit[1].length);
      word = make('mark', text.slice(last, finder.lastIndex)); p.appendChild(word); last = finder.lastIndex;
    }
    add(end);
    if (end < text.length) p.appendChild(doc.createTextNode(' …'));
    return p;
  }
  function show() {
    var text = fold(box.value), place = town(text), rest = place ? text.replace(ZIP, '') : text, found = rest ? run(rest) : [];
    var n = found.length + (place ? 1 : 0), none = window.guideSearch.none;
    results.textContent = '';
    count.textContent = !text ? '' : n ? (words[form(n)] || words.other).replace('#', n)
      : ZIP.test(text) ? words.zip : words.none.replace('#', box.value.trim()) + ' ' + none[0];
    if (text && !n && !ZIP.test(text)) found = none[1].map(function (id) { return { id: id, terms: [] }; });
    if (place) found.unshift({ entry: place, terms: [] });
    found.slice(0, 40).forEach(function (result) {
      var entry = result.entry || window.guideSearch.entries[result.id], item = make('li'), link = make('a', entry[0]);
      link.href = entry[2]; item.appendChild(link);
      if (entry[4] && entry[4][0] === entry[0]) link.href = entry[4][1]; /* a name that is the number calls */
      else if (entry[4]) { /* a helpline can be called from here */
        var phone = make('p'), call = make('a', entry[4][0]);
        phone.className = 'phone'; call.href = entry[4][1]; call.setAttribute('translate', 'no');
        phone.appendChild(call); phone.appendChild(doc.createTextNode(' ')); phone.appendChild(make('span', entry[4][2])); item.appendChild(phone);
      }
      if (entry[1]) { var page = make('p', entry[1]); page.className = 'hint'; item.appendChild(page); }
      if (entry[3]) item.appendChild(snippet(entry[3], result.terms));
      results.appendChild(item);
    });
  }
  function later() {
    clearTimeout(timer);
    if (!index && fold(box.value)) count.textContent = words.loading;
    timer = setTimeout(function () { ready().then(function () { return ZIP.test(fold(box.value)) && load(words.places).catch(function () {}); }).then(show, function () { count.textContent = ''; }); }, 150);
  }
  box.addEventListener('focus', function () { ready().catch(function () {}); });
  box.addEventListener('input', later);
  search.addEventListener('submit', function (event) { event.preventDefault(); later(); });
  if (box.value) later(); /* typed while this script was on its way */
})();
