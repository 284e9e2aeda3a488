/* The definition of a term, opened in place. Loaded with the words of one language when the first term is opened. */
(function () {
  'use strict';
  var doc = document, make = window.guide.make, box, link;
  function close(back) {
    if (!box) return;
    box.remove(); box = null;
    link.setAttribute('aria-expanded', 'false');
    if (back) link.focus();
  }
  function outside(event) { if (box && !box.contains(event.target) && !link.contains(event.target)) close(); }
  doc.addEventListener('click', outside);
  doc.addEventListener('focusin', outside);
  doc.addEventListener('keydown', function (event) { if (event.key === 'Escape') close(true); });
  addEventListener('beforeprint', function () { close(); });

  window.guide.define = function (term) {
    var again = box && link === term, words = window.guideTerms.words, entry = window.guideTerms.terms[decodeURIComponent(term.hash.slice(1))];
    close();
    if (again) return;
    if (!entry) { location.href = term.href; return; }
    link = term;
    box = make('span');
    var name = make('strong', entry[0]), text = make('span', entry[1]), more = make('a', words.more), shut = make('button', words.close), row = make('span');
    name.id = 'term-name'; text.id = 'term-text'; more.href = term.href; shut.type = 'button';
    shut.addEventListener('click', function () { close(true); });
    row.append(more, shut);
    box.append(name, text, row);
    box.className = 'definition'; box.tabIndex = -1;
    [['role', 'dialog'], ['aria-labelledby', name.id], ['aria-describedby', text.id]].forEach(function (pair) { box.setAttribute(pair[0], pair[1]); });
    term.setAttribute('aria-expanded', 'true');
    term.after(box); /* in the text after its term, so that Tab and a screen reader find it there */
    box.focus();
  };
})();
