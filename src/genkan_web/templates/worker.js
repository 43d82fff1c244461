/* One worker, several parts, each with its own listeners: pages to read; a notebook without network. What comes
   later stands beside them. Here are kept the help and reading pages, which are the same for everybody; never an
   answer or a file. What one part throws is never the end of another: the network is asked all the same. */
"use strict";
importScripts("{{ device }}", "{{ outbox }}");

// ── Pages to read ──

const SHELF = "{{ shelf }}";
const KEPT = {{ kept|safe }};
const OPEN = /^\/(help|learn|static)\//;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shelf = await caches.open(SHELF);
    await shelf.addAll(KEPT.map((address) => new Request(address, { cache: "reload" })));
    await skipWaiting();
  })());
});

/* Of older workers only their pages to read go; the notebook's shelf and the outbox stay as they are. */
addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELF && name !== outbox.SHELF) await caches.delete(name);
    await clients.claim();
  })());
});

const help = async () => (await caches.match("/help/", { ignoreVary: true })) || Response.error();

const openPage = async (request, asked) => {
  try {
    const fresh = await fetch(request);
    if (fresh.ok && OPEN.test(asked.pathname)) (await caches.open(SHELF)).put(request, fresh.clone());
    return fresh;
  } catch (problem) {
    const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    if (request.mode === "navigate") return help();
    throw problem;
  }
};

// ── A notebook without network (see outbox.js) ──

const OWN = /^\/(?:n\/([0-9a-f-]{36})\/|home\/$)/;
const AWAY = "{{ away }}";
const PATIENCE_MS = 6000;

addEventListener("sync", (event) => {
  if (event.tag === outbox.NAME) event.waitUntil(outbox.sendAll());
});

/* The empty page of this notebook, if it was chosen here by whoever is here, and its days are not over. */
const blank = async (book) => {
  if (!(await caches.has(outbox.SHELF))) return undefined;
  const kept = await outbox.bookHere(book);
  return kept ? caches.match(outbox.pageOf(kept), { ignoreVary: true }) : undefined;
};

const ownPage = async (request, book) => {
  const answer = fetch(request);
  const page = await blank(book).catch(() => undefined);
  if (!page) return answer.catch(help);
  const late = new Promise((yes) => { setTimeout(yes, PATIENCE_MS); });
  return (await Promise.race([answer.catch(() => undefined), late])) || page;
};

/* Left without network: nobody takes the cookie back for us, and the way leads away all the same. */
const left = async () => {
  if (self.cookieStore) await cookieStore.delete(outbox.NAME);
  return Response.redirect(AWAY);
};

// ── Which part answers ──

addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url), opens = event.request.mode === "navigate";
  if (event.request.method !== "GET" || asked.origin !== location.origin) return;
  if (!OPEN.test(asked.pathname) && !opens) return;
  const own = opens && OWN.exec(asked.pathname);
  if (opens && asked.pathname === "/leave/") {
    event.waitUntil(Promise.all([outbox.forgetAll(), device.away("words")]));
    event.respondWith(fetch(event.request).catch(left));
  } else if (own) event.respondWith(ownPage(event.request, own[1]));
  else event.respondWith(openPage(event.request, asked));
});

/* Reminders: a notice has no payload, so what a lock screen shows stands here, the same for everybody. */
const REMINDER = {{ reminder|safe }};

function shownReminder(event) {
  event.waitUntil(registration.showNotification(REMINDER.title, REMINDER.options));
}

function openedReminder(event) {
  event.notification.close();
  event.waitUntil(clients.openWindow(REMINDER.opens));
}

addEventListener("push", shownReminder);
addEventListener("notificationclick", openedReminder);
