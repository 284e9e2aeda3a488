/* The filters of the list of programs. Without this script the whole list stays. What is chosen stands only in the
   address, after #, which no server is sent; nothing is stored. */
(function () {
  'use strict';
  var doc = document, all = window.guide.all, load = window.guide.load, box = doc.getElementById('filters'), words = box.dataset;
  var details = box.querySelector('details'), status = box.querySelector('.bar [role=status]'), clear = box.querySelector('.bar button');
  var ticks = all('input[type=checkbox]', box), radios = all('input[type=radio]', box), form = box.querySelector('form'), input = form.querySelector('input');
  var towns = all('.town'), rows = all('[data-level]').map(function (row) { return { row: row, town: towns.filter(function (t) { return t.contains(row); })[0].dataset.town }; });
  var chosen = {}, names = ticks.map(function (t) { return t.name; }).filter(function (n, i, list) { return list.indexOf(n) === i; });
  var far = null; /* miles by town, from chosen.near */

  function read() { /* what the address says, if it is an address of ours */
    var found = {};
    location.hash.slice(1).split('&').forEach(function (pair) {
      var at = pair.indexOf('='), name = pair.slice(0, at), value = pair.slice(at + 1);
      try { value = decodeURIComponent(value); } catch (error) { return; }
      if (names.indexOf(name) >= 0) found[name] = value.split(',').filter(function (v) { return ticks.some(function (t) { return t.name === name && t.value === v; }); });
      else if (name === 'near' && /^[a-z0-9-]+$/.test(value)) found.near = value;
      else if (name === 'miles' && radios.some(function (r) { return r.value === value; })) found.miles = value;
    });
    return found;
  }
  function write() {
    var pairs = names.filter(function (n) { return chosen[n] && chosen[n].length; }).map(function (n) { return n + '=' + chosen[n].map(encodeURIComponent).join(','); });
    if (chosen.near) pairs.push('near=' + chosen.near);
    if (chosen.miles) pairs.push('miles=' + chosen.miles);
    history.pushState(null, '', pairs.length ? '#' + pairs.join('&') : location.pathname + location.search);
  }
  function active() { return Boolean(chosen.near || chosen.miles) || names.some(function (n) { return chosen[n] && chosen[n].length; }); }

  /* Distance: as hooks/resource_guide/geography.py estimates and rounds it */
  function road(i, j) {
    var data = window.guideDistances, rad = Math.PI / 180, a = data.at[i], b = data.at[j], factor = data.factor;
    var half = Math.pow(Math.sin((b[0] - a[0]) * rad / 2), 2) + Math.cos(a[0] * rad) * Math.cos(b[0] * rad) * Math.pow(Math.sin((b[1] - a[1]) * rad / 2), 2);
    data.roads.forEach(function (r) { if (r[0] === Math.min(i, j) && r[1] === Math.max(i, j)) factor = r[2]; });
    return 2 * data.radius * Math.asin(Math.sqrt(half)) * factor;
  }
  function rounded(miles) { var step = miles <= 30 ? 1 : 5; return Math.max(1, Math.floor(miles / step + 0.5) * step); }
  function measure() { /* resolves when the distances of chosen.near are known; a place that is not known is dropped */
    far = null;
    if (!chosen.near) return Promise.resolve();
    var near = chosen.near;
    return Promise.all([load(form.dataset.places), load(words.distances)]).then(function () {
      if (chosen.near !== near) return;
      var ids = window.guideDistances.ids, from = ids.indexOf(near);
      if (from < 0 || !window.guideDistances.at[from]) { delete chosen.near; return; }
      far = {};
      towns.forEach(function (t) { var id = t.dataset.town, to = ids.indexOf(id); if (to >= 0 && window.guideDistances.at[to]) far[id] = to === from ? 0 : rounded(road(from, to)); });
      input.value = window.guidePlaces.places[from][0];
    }, function () { delete chosen.near; });
  }

  function says(row, name, values) { var met = row.row.getAttribute('data-' + name).split(' '); return values.some(function (v) { return met.indexOf(v) >= 0; }); }
  function within(row, miles) { return !far || !miles || !row.town || far[row.town] <= miles; } /* what serves the whole state is never too far */
  function matches(row, but) { /* whether a listing meets every choice, that of `but` aside */
    return (but === 'miles' || within(row, chosen.miles)) && names.every(function (n) { return n === but || !chosen[n] || !chosen[n].length || says(row, n, chosen[n]); });
  }
  function number(control, test) {
    var count = rows.filter(function (row) { return matches(row, control.name) && test(row); }).length;
    control.parentNode.querySelector('small').textContent = '(' + count + ')';
  }
  function label(control) { return control.parentNode.querySelector('span').firstChild.data.trim(); }

  function show() {
    var shown = {}, count = 0, on = active(), list;
    rows.forEach(function (row) {
      row.row.hidden = !matches(row);
      if (row.row.hidden) return;
      count += 1; shown[row.town] = true;
      all('a[href*="#"]', row.row).forEach(function (a) { shown[a.hash] = true; });
      if (row.row.firstElementChild.id) shown['#' + row.row.firstElementChild.id] = true;
    });
    towns.forEach(function (t) { t.hidden = !shown[t.dataset.town]; });
    all('.state-map a').forEach(function (a) { if (shown[a.dataset.town]) a.removeAttribute('hidden'); else a.setAttribute('hidden', ''); });
    all('.a-z li').forEach(function (item) { item.hidden = !shown[item.querySelector('a').hash]; });
    all('.without, .state-map .lead, .state-map .true').forEach(function (e) { if (on) e.setAttribute('hidden', ''); else e.removeAttribute('hidden'); });

    list = towns.filter(function (t) { return t.tagName === 'DIV'; });
    if (far) list.sort(function (a, b) { return away(a) - away(b) || towns.indexOf(a) - towns.indexOf(b); });
    list.forEach(function (t) {
      var miles = far && far[t.dataset.town];
      t.parentNode.appendChild(t);
      t.querySelector('h3 .hint').textContent = miles ? (box.getAttribute('data-away-' + window.guide.form(miles)) || words.awayOther).replace('#', miles) : '';
    });

    ticks.forEach(function (t) {
      t.checked = (chosen[t.name] || []).indexOf(t.value) >= 0;
      number(t, function (row) { return says(row, t.name, [t.value]); });
    });
    radios.forEach(function (r) {
      r.checked = r.value === (chosen.miles || '');
      if (far) number(r, function (row) { return within(row, r.value); }); else r.parentNode.querySelector('small').textContent = '';
    });
    if (!chosen.near) input.value = '';
    tell(count, on);
  }
  function away(town) { var miles = far[town.dataset.town]; return miles === undefined ? Infinity : miles; } /* where no source gives its place */
  function tell(count, on) {
    var near = far ? [words.from.replace('#', input.value)] : [], text = words.found.replace('#', count).replace('@', rows.length);
    var picked = ticks.concat(radios).filter(function (c) { return c.checked && c.value; }).map(label).concat(near);
    clear.hidden = !on;
    box.querySelector('.chosen').hidden = !on;
    box.querySelector('.chosen span').textContent = picked.join(' · ');
    status.textContent = count ? text : text + '. ' + words.none;
  }
  function change() { write(); measure().then(show); }

  box.addEventListener('change', function (event) {
    var control = event.target;
    if (control.type === 'radio') { if (control.value) chosen.miles = control.value; else delete chosen.miles; }
    else if (control.type === 'checkbox') chosen[control.name] = ticks.filter(function (t) { return t.name === control.name && t.checked; }).map(function (t) { return t.value; });
    else return;
    change();
  });
  form.addEventListener('pick', function (event) {
    var place = event.detail;
    if (place === null) { delete chosen.near; change(); return; }
    load(words.distances).then(function () { chosen.near = window.guideDistances.ids[place]; change(); }, function () {});
  });
  clear.addEventListener('click', function () { chosen = {}; change(); details.querySelector('summary').focus(); });

  /* Links within the page would take the place of the choices in the address, so they only go there. */
  doc.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]'), target = link && doc.getElementById(link.hash.slice(1));
    if (!target || !active()) return;
    event.preventDefault();
    if (target.tabIndex < 0) target.setAttribute('tabindex', '-1');
    target.scrollIntoView(); target.focus({ preventScroll: true });
  });
  function restore() { chosen = read(); measure().then(show); }
  addEventListener('hashchange', restore);
  ticks.concat(radios).forEach(function (c) { c.setAttribute('autocomplete', 'off'); }); /* the address alone says what is chosen */
  show();
  restore();
  details.open = matchMedia('(min-width: 44em)').matches;
  box.hidden = false;
})();
