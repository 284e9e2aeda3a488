/* The menu of a program's card: copy, share, print, and a report ready to send. guide.js loads it when a menu is opened;
   its words are in actions-en.js, actions-es.js. It sends nothing by itself. */
(function () {
  'use strict';
  var doc = document, all = guide.all, make = guide.make, own = doc.currentScript.src, words;

  guide.load(own.replace(/actions(?=\.js)/, 'actions-' + doc.documentElement.lang)).then(function () {
    words = window.guideActions;
    all('.acts').forEach(complete);
  });

  function complete(menu) {
    var card = menu.parentNode, list = menu.querySelector('ul'), text = list.querySelector('[href^="sms:"]');
    var status = speaker(menu), report = list.querySelector('[href*="title="]');
    var message = decodeURIComponent(text.getAttribute('href').split('body=')[1]), told = reportOf(card);
    if (canCopy()) add(list, words.copy, function () { copy(message, status); }, text.parentNode.nextSibling);
    if (navigator.share) add(list, words.share, function () { navigator.share({ text: message }).catch(function () {}); }, text.parentNode.nextSibling);
    if (window.print) add(list, words.print, function () { print(); });
    // GitHub's form has a field for what the card shows, and asks the rest itself.
    report.href += /[?&]template=/.test(report.href) ? '&shows=' + encodeURIComponent(shownOf(card).join('\n')) : '&body=' + encodeURIComponent(told);
    all('[href^="mailto:"]', list).forEach(function (mail) { mail.href += '&body=' + encodeURIComponent(told); });
    menu.appendChild(withoutAccount(told));
  }

  /* Says what happened, to those who listen too. */
  function speaker(parent) {
    var status = make('p');
    status.setAttribute('role', 'status');
    parent.appendChild(status);
    return status;
  }

  function add(list, label, action, before) {
    var item = make('li'), button = make('button', label);
    button.type = 'button';
    button.addEventListener('click', action);
    item.appendChild(button);
    list.insertBefore(item, before || null);
  }

  /* The report as text, for those who have no account where the form is. */
  function withoutAccount(told) {
    var box = make('details'), area = make('textarea'), list = make('ul'), status;
    area.value = told;
    area.readOnly = true;
    area.rows = 8;
    area.setAttribute('aria-label', words.report_title);
    area.addEventListener('focus', function () { area.select(); });
    box.appendChild(make('summary', words.report_title));
    box.appendChild(make('p', words.report_hint));
    box.appendChild(area);
    if (canCopy()) add(list, words.copy, function () { copy(told, status); });
    box.appendChild(list);
    status = speaker(box);
    return box;
  }

  /* The page, and what the card shows. A folder on somebody's disk stays private: only the name of the page is told. */
  function shownOf(card) {
    var canonical = doc.querySelector('link[rel=canonical]');
    var page = (canonical ? canonical.href : location.pathname.split('/').pop()) + '#' + card.id;
    function text(element) { return element.textContent.replace(/\s+/g, ' ').trim(); }
    var shown = all('h3, .phone, .level, .organization', card).map(text);
    shown = shown.concat(all('dl div', card).map(function (row) { return text(row.firstElementChild) + ': ' + text(row.lastElementChild); }));
    shown.push(text(card.querySelector('.checked').firstChild));
    return [words.report_page + ' ' + page, '', words.report_shows].concat(shown);
  }

  /* The same with the listing's name, and room for what is right. */
  function reportOf(card) {
    return [words.report_listing + ' ' + card.id].concat(
      shownOf(card), '', words.report_wrong, '', words.report_right, '', words.report_how, '').join('\n');
  }

  function canCopy() { return navigator.clipboard || doc.queryCommandSupported && doc.queryCommandSupported('copy'); }

  function copy(text, status) {
    function tell(worked) { status.textContent = worked ? words.copied : words.copy_failed; }
    status.textContent = '';
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(function () { tell(true); }, function () { tell(false); });
    else tell(copyOld(text, status));
  }

  /* Phones of before 2018, and pages that came without encryption. */
  function copyOld(text, status) {
    var area = make('textarea'), focus = doc.activeElement, worked = false;
    area.value = text;
    status.parentNode.appendChild(area);
    area.select();
    try { worked = doc.execCommand('copy'); } catch (error) { worked = false; }
    area.remove();
    focus.focus();
    return worked;
  }
})();
