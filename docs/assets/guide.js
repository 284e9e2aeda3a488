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
  var out = doc.getElementById('exit'), presses = [];
  function leave(event) { event.preventDefault(); root.hidden = true; doc.title = '\u200b'; location.replace(out.href); }
  out.addEventListener('click', leave);
  doc.addEventListener('keydown', function (event) {
    if (event.key !== 'Shift') presses = [];
    else if (!event.repeat) {
      presses.push(event.timeStamp);
      if (presses.length > 2 && event.timeStamp - presses[presses.length - 3] < 1500) leave(event);
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

  /* Paper shows every answer. */
  var opened = [];
  addEventListener('beforeprint', function () {
    opened = all('main details:not([open])');
    opened.forEach(function (d) { d.open = true; });
  });
  addEventListener('afterprint', function () { opened.forEach(function (d) { d.open = false; }); });

  window.guide = { all: all, fold: fold, load: load, make: make }; /* for finder.js and search.js */
})();
