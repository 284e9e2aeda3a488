/* "Save to this phone", and its removal. Nothing is kept until the button is tapped: then each file of the list that the
   build made is fetched, checked against its hash and put in a cache of the browser, and keep-worker.js is registered. */
(() => {
  'use strict';
  const box = document.getElementById('keep'), words = box.dataset, status = box.querySelector('.keep-status'), bar = box.querySelector('progress');
  const buttons = [...box.querySelectorAll('button')], root = new URL(words.root || './', location.href);
  const ours = `guide ${root.pathname} `, name = `${ours}${words.tag} `; /* begins the names of the caches: of this site, of this language */
  const listUrl = new URL(`assets/keep-${words.tag}.json`, root).href;

  function show(text, ...names) {
    const focused = buttons.find((button) => button === document.activeElement);
    status.textContent = text;
    bar.hidden = true;
    buttons.forEach((button) => { button.hidden = !names.includes(button.id.slice(5)); });
    if (focused && focused.hidden) { status.tabIndex = -1; status.focus(); }
  }
  async function names(start) { return (await caches.keys()).filter((key) => key.startsWith(start)); }
  async function saved() { /* the finished copy in this language: { key, list }; the list goes in last */
    for (const key of await names(name)) {
      const hit = await caches.match(listUrl, { cacheName: key });
      if (hit) return { key, list: await hit.json() };
    }
  }
  async function online() {
    const response = await fetch(listUrl, { cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(response.statusText);
    return response.text();
  }
  async function tell(before) {
    const copy = await saved(), any = await names(ours), list = await online().then(JSON.parse).catch(() => null);
    const can = any.length ? ['remove'] : [];
    let text;
    if (copy) {
      text = words.saved.replace('#', copy.list.date);
      if (list && list.id !== copy.list.id) { text += ' ' + words.newer.replace('#', list.date); can.unshift('update'); }
    } else {
      text = before || (await names(name)).length && words.unfinished || (list ? words.none.replace('#', (list.bytes / 1e6).toFixed(1)) : words.failed);
      if (list) can.unshift('save');
    }
    show(copy && before ? `${before} ${text}` : text, ...can);
  }
  async function put(cache, path, list, old) {
    const url = new URL(path, root).href;
    let response = old && old.list.files[path] === list.files[path] && await caches.match(url, { cacheName: old.key });
    if (!response) { /* past the browser's own cache, where pages nobody opened would stay after removal */
      const fresh = await fetch(url, { integrity: list.files[path], cache: 'no-store', credentials: 'omit' });
      if (!fresh.ok) throw new Error(path);
      const headers = new Headers(fresh.headers); /* the body is unpacked; a host may have answered from another address */
      headers.delete('Content-Encoding'); headers.delete('Content-Length');
      response = new Response(await fresh.blob(), { headers });
    }
    await cache.put(url, response);
    bar.value += 1;
  }
  async function save() {
    const old = await saved();
    let key;
    show(words.saving);
    bar.hidden = false; bar.value = 0;
    try {
      const text = await online(), list = JSON.parse(text), left = Object.keys(list.files);
      bar.max = left.length;
      await navigator.serviceWorker.register(new URL('keep-worker.js', root), { scope: root.pathname });
      key = name + list.id;
      const cache = await caches.open(key);
      const work = async () => { while (left.length) await put(cache, left.pop(), list, old); };
      await Promise.all([work(), work(), work(), work()]).catch((error) => { left.length = 0; throw error; });
      await cache.put(listUrl, new Response(text, { headers: { 'Content-Type': 'application/json' } }));
      for (const other of await names(name)) if (other !== key) await caches.delete(other);
      await tell();
    } catch (error) { /* no connection, no room, or the site changed meanwhile: all or nothing */
      if (key && !(old && old.key === key)) await caches.delete(key);
      if (!(await names(ours)).length) await leave();
      await tell(words.failed);
    }
  }
  async function leave() { /* only our own worker: others may live at the same host */
    const registration = await navigator.serviceWorker.getRegistration(root.href);
    if (registration && registration.scope === root.href) await registration.unregister();
  }
  async function remove() {
    await leave();
    for (const key of await names(ours)) await caches.delete(key);
    await tell(words.removed);
  }

  const actions = { save, update: save, remove }, fail = () => show(words.unable);
  if (location.protocol === 'file:') show(words.file);
  else if (!isSecureContext || !navigator.serviceWorker || !window.caches) fail();
  else {
    buttons.forEach((button) => button.addEventListener('click', () => actions[button.id.slice(5)]().catch(fail)));
    tell().catch(fail);
  }
})();
