/* Keeps the help and reading pages, which are the same for everybody; never an answer, a form or a file. */
"use strict";
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

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== location.origin) return;
  if (!OPEN.test(asked.pathname) && event.request.mode !== "navigate") return;
  event.respondWith((async () => {
    try {
      const fresh = await fetch(event.request);
      if (fresh.ok && OPEN.test(asked.pathname)) (await caches.open(SHELF)).put(event.request, fresh.clone());
      return fresh;
    } catch (problem) {
      const kept = await caches.match(event.request, { ignoreSearch: true, ignoreVary: true });
      if (kept) return kept;
      if (event.request.mode === "navigate") return (await caches.match("/help/", { ignoreVary: true })) || Response.error();
      throw problem;
    }
  })());
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
