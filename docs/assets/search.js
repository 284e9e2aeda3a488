/* The search page. The list and the library come when they are first needed; what is typed stays in the page. */
(function () {
  'use strict';
  var doc = document, fold = window.guide.fold, load = window.guide.load, make = window.guide.make;
  var SMALL = ' a an and are can de del do does el en es for how i in is la las lo los me mi my of on or para por que se the to un una what where y ';
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
  function query(text) { /* a word that has synonyms becomes "this or one of those" */
    var rest = ' ' + text + ' ', parts = [];
    window.guideSearch.synonyms.forEach(function (group) {
      var hit = group.filter(function (word) { return rest.indexOf(' ' + word + ' ') >= 0; }).sort(function (a, b) { return b.length - a.length; })[0];
      if (!hit) return;
      rest = rest.replace(' ' + hit + ' ', ' ');
      parts.push({ combineWith: 'OR', queries: [{ combineWith: 'AND', queries: [hit] }].concat({ fuzzy: false, prefix: false, boost: { title: .5, page: .2, text: .2 }, combineWith: 'OR', queries: group.map(function (word) { return { combineWith: 'AND', queries: [word] }; }) }) });
    });
    return parts.concat(rest.trim().split(' ').filter(function (word) { return word && (!parts.length && rest.trim() === word || SMALL.indexOf(' ' + word + ' ') < 0); }));
  }
  function run(text) {
    var options = {
      boost: { title: 4, page: 1.5 }, combineWith: 'AND',
      prefix: function (term) { return term.length > 2; }, fuzzy: function (term) { return term.length > 4 ? .2 : 0; }
    }, parts = query(text);
    var found = index.search({ combineWith: 'AND', queries: parts }, options);
    return found.length ? found : index.search({ combineWith: 'OR', queries: parts }, options);
  }
  function snippet(text, terms) { /* about 160 letters around the first word found, with the words marked */
    var flat = text.replace(/[^\0-\x7f]/g, function (c) { return c.normalize('NFD')[0]; }).toLowerCase();
    var finder = new RegExp('(^|[^a-z0-9])(' + terms.join('|') + ')(?![a-z0-9])', 'g');
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
    var text = fold(box.value), found = text ? run(text) : [], n = found.length;
    results.textContent = '';
    count.textContent = !text ? '' : n ? (words[form(n)] || words.other).replace('#', n) : words.none.replace('#', box.value.trim());
    found.slice(0, 40).forEach(function (result) {
      var entry = window.guideSearch.entries[result.id], item = make('li'), link = make('a', entry[0]);
      link.href = entry[2]; item.appendChild(link);
      if (entry[1]) { var page = make('p', entry[1]); page.className = 'hint'; item.appendChild(page); }
      if (entry[3]) item.appendChild(snippet(entry[3], result.terms));
      results.appendChild(item);
    });
  }
  function later() {
    clearTimeout(timer);
    if (!index && fold(box.value)) count.textContent = words.loading;
    timer = setTimeout(function () { ready().then(show, function () { count.textContent = ''; }); }, 150);
  }
  box.addEventListener('focus', function () { ready().catch(function () {}); });
  box.addEventListener('input', later);
  search.addEventListener('submit', function (event) { event.preventDefault(); later(); });
  if (box.value) later(); /* typed while this script was on its way */
})();
