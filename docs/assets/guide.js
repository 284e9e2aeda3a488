/* Leave now, menu, print. The pages work without it. It stores nothing and asks nothing of any other site. */
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  function all(selector, from) { return [].slice.call((from || doc).querySelectorAll(selector)); }
  function make(name, text) { var e = doc.createElement(name); if (text) e.textContent = text; return e; }
  function fold(text) { return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, ' ').trim(); }
  var scripts = {};
  function load(src) {
    return scripts[src] || (scripts[src] = new Promise(function (done, failed) {
      var s = make('script'); s.src = src; s.onload = done; s.onerror = failed; doc.head.appendChild(s);
    }));
  }

  /* Leave now: hide first, then replace this page in the history. */
  var out = doc.getElementById('exit'), presses = 0, last = 0;
  function leave(event) { event.preventDefault(); root.hidden = true; doc.title = '\u200b'; location.replace(out.href); }
  out.addEventListener('click', leave);
  doc.addEventListener('keydown', function (event) {
    if (event.key !== 'Shift') presses = 0;
    else if (!event.repeat) { /* five seconds from one press to the next, as GOV.UK: not everyone is fast */
      presses = event.timeStamp - last < 5000 ? presses + 1 : 1;
      last = event.timeStamp;
      if (presses > 2) leave(event);
    }
  });

  /* Menu */
  var menu = doc.querySelector('.menu');
  doc.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && menu.open) { menu.open = false; menu.firstElementChild.focus(); }
  });
  function outside(event) { if (menu.open && !menu.contains(event.target)) menu.open = false; }
  doc.addEventListener('click', outside);
  doc.addEventListener('focusin', outside);

  /* The menu of a card: its script comes when somebody opens one. */
  var own = doc.currentScript.src;
  doc.addEventListener('click', function (event) {
    if (event.target.closest('.acts')) load(own.replace(/guide(?=\.js)/, 'actions')).catch(function () {});
  });

  /* Terms of the glossary open in place; their words come when the first is opened. */
  all('a.term').forEach(function (term) {
    term.setAttribute('aria-haspopup', 'dialog');
    term.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      Promise.all(['terms', 'terms-' + root.lang].map(function (name) { return load(own.replace(/guide(?=\.js)/, name)); }))
        .then(function () { window.guide.define(term); }).catch(function () { location.href = term.href; });
    });
  });

  /* An address that leads to a question opens it. */
  function open() {
    var question = doc.getElementById(location.hash.slice(1));
    if (question && question.tagName === 'DETAILS') { question.open = true; question.scrollIntoView(); }
  }
  addEventListener('hashchange', open);
  open();

  /* Paper shows every answer. */
  var opened = [];
  addEventListener('beforeprint', function () {
    opened = all('main details:not([open])');
    opened.forEach(function (d) { d.open = true; });
  });
  addEventListener('afterprint', function () { opened.forEach(function (d) { d.open = false; }); });

  window.guide = { all: all, fold: fold, load: load, make: make }; /* for finder.js and search.js */
})();
