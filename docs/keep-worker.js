/* Shows the saved copy where the network does not answer. Registered only by "Save to this phone" (assets/keep.js), which
   fills and empties the caches; this worker writes nothing, fetches only what a page of the guide asks for, and only here. */
'use strict';
const WAIT = 4000; /* ms for the network before the saved page is shown */
const scope = self.registration.scope, ours = `guide ${new URL(scope).pathname} `;
const fromCopy = new Set(); /* pages shown from the copy take their styles and scripts from it too */

async function copies() { /* the finished ones: { key, list }; the list goes in last */
  const found = [];
  for (const key of await caches.keys()) {
    if (!key.startsWith(ours)) continue;
    const list = await caches.match(`${scope}assets/keep-${key.slice(ours.length).split(' ')[0]}.json`, { cacheName: key });
    if (list) found.push({ key, list });
  }
  return found;
}
async function find(url, from) {
  const path = url.origin + url.pathname;
  const name = path.endsWith('/') ? `${path}index.html` : /\.\w+$/.test(path) ? path : `${path}.html`;
  for (const copy of from) {
    const response = await caches.match(name, { cacheName: copy.key, ignoreVary: true });
    if (response) return { response, list: copy.list };
  }
}
function escape(text) { return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`); }
async function dated(response, list) { /* a saved page, with its date and what has run out since */
  const { bar, due, old, page, tag } = await list.json(), now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  const over = due.filter((day) => day <= today).length, text = [bar.saved];
  if (over) text.push((bar.due[new Intl.PluralRules(tag).select(over)] || bar.due.other).replace('#', over));
  if (old <= today) text.push(bar.old);
  const notice = `<div class="${text.length > 1 ? 'notice' : 'trust'} saved-copy"><p>${escape(text.join(' '))} <a href="${escape(new URL(page, scope).pathname)}">${escape(bar.link)}</a></p></div>`;
  const headers = new Headers(response.headers), html = await response.text();
  return new Response(html.replace(/<main[^>]*>/, (main) => main + notice), { headers });
}
async function answer(event, url) {
  const { request } = event, navigates = request.mode === 'navigate', all = await copies(), copy = await find(url, all);
  if (!copy && !(navigates && all.length)) return fetch(request);
  if (!navigates && copy && fromCopy.has(event.clientId)) return copy.response;
  try {
    const late = new Promise((_, fail) => { if (copy) setTimeout(fail, WAIT); });
    const fresh = navigates ? fetch(request, { cache: 'no-cache' }) : fetch(request); /* a page from the browser's cache would have no date */
    const response = await Promise.race([fresh, late]);
    if (!copy || response.status < 500) return response;
  } catch (error) { /* no network: the copy is for this */ }
  if (!copy) return Response.redirect(new URL((await all[0].list.json()).page + '#not-saved', scope));
  if (!navigates) return copy.response;
  fromCopy.add(event.resultingClientId);
  return dated(copy.response, copy.list);
}
self.addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  if (request.cache === 'no-store') return; /* the save page renews the copy: past this worker */
  if (/(\/|\/[^/.]*|\.(html|css|js|svg|vcf))$/.test(url.pathname)) event.respondWith(answer(event, url));
});
