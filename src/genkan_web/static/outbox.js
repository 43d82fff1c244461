/* What lies on this device for notes written without network, and how it is sent: once, never lost, never for
   another account. Read by pages and by the worker. Nothing is here unless somebody signed in writes a note:
   half-written notes are locked with a key that only the signed-in page brings; whole notes and the empty page
   are kept only after "write without network" was chosen on this device. */
(() => {
  "use strict";
  const NAME = "outbox", SHELF = "own", DAYS = 30, HINT = "outbox";
  const WAIT_MS = 20000; // for one answer, in a tunnel
  const WAITS = "waits", BOTH = "both", NOT = "not"; // not sent yet; written about meanwhile; cannot be kept

  // ── The store: notes by id, half-written notes by book and day, the choice by book ──

  /* The open store; null where there is none and none is to be made: what was forgotten does not come back. */
  const opened = (make) => new Promise((yes, no) => {
    const asked = indexedDB.open(NAME, 1);
    let absent = false;
    asked.onupgradeneeded = () => {
      if (!make) {
        absent = true;
        asked.transaction.abort();
        return;
      }
      asked.result.createObjectStore("notes", { keyPath: "id" });
      asked.result.createObjectStore("drafts", { keyPath: ["book", "day"] });
      asked.result.createObjectStore("chosen", { keyPath: "book" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      yes(asked.result);
    };
    asked.onerror = (event) => {
      event.preventDefault();
      if (absent) yes(null);
      else no(asked.error);
    };
  });

  /* One transaction, on the disk when this is done. `work` gets the stores; what it returns is asked for its result. */
  const within = async (names, mode, work, make = false) => {
    const store = await opened(make);
    if (!store) return undefined;
    try {
      return await new Promise((yes, no) => {
        const all = store.transaction(names, mode, { durability: "strict" });
        const asked = work(...names.map((name) => all.objectStore(name)));
        all.oncomplete = () => yes(asked ? asked.result : undefined);
        all.onabort = all.onerror = () => no(all.error);
      });
    } finally {
      store.close();
    }
  };
  const hint = () => {
    if (typeof document !== "undefined") document.cookie = `${HINT}=1; path=/; SameSite=Lax; max-age=${DAYS * 86400}`;
  };
  const notes = async (book) => {
    const all = await within(["notes"], "readonly", (store) => store.getAll());
    return (all || []).filter((one) => !book || one.book === book).sort((one, other) => one.at - other.at);
  };

  /* A whole note of this day. It takes the place of one that was never tried, and comes after one that may have
     arrived: it is then written over the version that one became. */
  const put = (note) => {
    hint();
    return within(["notes", "drafts"], "readwrite", (store, drafts) => {
      drafts.delete([note.book, note.day]);
      store.getAll().onsuccess = (event) => {
        const here = (one) => one.book === note.book && one.day === note.day && one.id !== note.id;
        const earlier = event.target.result.filter(here);
        const fresh = earlier.filter((one) => !one.tried), tried = earlier.filter((one) => one.tried && one.state !== NOT);
        const before = tried.sort((one, other) => one.at - other.at).pop();
        for (const one of fresh) store.delete(one.id);
        const version = fresh.length ? fresh[0].version : note.version;
        store.put({ ...note, version, after: before ? before.id : "", at: Date.now(), tried: false, state: WAITS });
      };
    }, true);
  };
  const letGo = (id) => within(["notes"], "readwrite", (store) => { store.delete(id); });

  const draft = (book, day) => within(["drafts"], "readonly", (store) => store.get([book, day]));
  const keepDraft = (one) => {
    hint();
    return within(["drafts"], "readwrite", (store) => { store.put({ ...one, at: Date.now() }); }, true);
  };
  const dropDraft = (book, day) => within(["drafts"], "readwrite", (store) => { store.delete([book, day]); });

  // ── The choice, and forgetting ──

  const isChosen = async (book) => Boolean(await within(["chosen"], "readonly", (store) => store.get(book)));
  const seen = (book) => within(["chosen"], "readwrite", (store) => { store.put({ book, at: Date.now() }); }, true);
  const pageOf = (book) => `/n/${book}/offline/page/`;

  /* The empty page and all it needs, in one place that goes as one. */
  const keepPage = async (book) => {
    const answer = await fetch(pageOf(book), { redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error("no page");
    const needs = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const files = [...needs.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")];
    const shelf = await caches.open(SHELF);
    await shelf.addAll([...new Set(files.map((one) => one.getAttribute("href") || one.getAttribute("src")))]);
    await shelf.put(pageOf(book), answer);
  };
  const choose = async (book) => {
    hint();
    if (!(await navigator.serviceWorker.getRegistration("/"))) await navigator.serviceWorker.register("/worker.js?own");
    await navigator.serviceWorker.ready;
    await keepPage(book);
    await seen(book);
  };

  const forgetPage = async (book) => { if (await caches.has(SHELF)) await (await caches.open(SHELF)).delete(pageOf(book)); };
  const forget = async (book) => {
    await forgetPage(book);
    await within(["notes", "drafts", "chosen"], "readwrite", (...stores) => {
      for (const store of stores)
        store.openCursor().onsuccess = (event) => {
          const cursor = event.target.result;
          if (!cursor) return;
          if (cursor.value.book === book) cursor.delete();
          cursor.continue();
        };
    });
    if (!(await books()).size) await forgetAll();
  };
  const forgetAll = async () => {
    if (typeof document !== "undefined") document.cookie = `${HINT}=; path=/; max-age=0`;
    const gone = new Promise((yes) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = yes;
    });
    if (self.caches) await caches.delete(SHELF);
    const worker = self.registration || (self.navigator.serviceWorker && (await navigator.serviceWorker.getRegistration("/")));
    const here = worker && (worker.active || worker.installing || worker.waiting);
    if (here && here.scriptURL.endsWith("?own")) {
      for (const name of await caches.keys()) await caches.delete(name);
      await worker.unregister();
    }
    await gone;
  };
  const last = async () => {
    const found = new Map();
    for (const name of ["notes", "drafts", "chosen"])
      for (const one of (await within([name], "readonly", (store) => store.getAll())) || [])
        found.set(one.book, Math.max(one.at, found.get(one.book) || 0));
    return found;
  };
  const books = async () => new Set((await last()).keys());
  const tidy = async () => {
    for (const [book, at] of await last()) if (Date.now() - at > DAYS * 86400000) await forget(book);
  };

  // ── Sending ──

  const asked = (address, more) => fetch(address, {
    redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_MS), ...more,
  });
  const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());

  /* A fresh token of this notebook's own door; "" when nobody is in, somebody else is, or there is no network. */
  const tokenOf = async (book) => {
    try {
      const answer = await asked(`/n/${book}/outbox/`);
      return answer.ok ? (await answer.json()).token : "";
    } catch {
      return "";
    }
  };
  /* The note with these changes, as it was before them; undefined when it is gone meanwhile. */
  const change = (note, changes) => within(["notes"], "readwrite", (store) => {
    const found = store.get(note.id);
    found.onsuccess = () => { if (found.result) store.put({ ...found.result, ...changes }); };
    return found;
  });
  /* Arrived for certain: it goes, and what was written after it is written over the version it became. */
  const settle = (note, version) => within(["notes"], "readwrite", (store) => {
    store.delete(note.id);
    store.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      if (cursor.value.after === note.id) cursor.update({ ...cursor.value, after: "", version });
      cursor.continue();
    };
  });

  const sendOne = async (note, token) => {
    const body = new URLSearchParams(note.fields);
    for (const [name, value] of Object.entries({ client_id: note.id, version: note.version, day: note.day, csrfmiddlewaretoken: token }))
      body.set(name, value);
    if (!(await change(note, { tried: true }))) return true;
    const answer = await asked(`/n/${note.book}/outbox/`, { method: "POST", body });
    if (![200, 400, 409].includes(answer.status)) return false;
    const told = await answer.json();
    if (told.kept === "now" || told.kept === "before") await settle(note, told.version);
    else await change(note, { state: told.kept === "changed" ? BOTH : NOT });
    return true;
  };

  /* Sends what waits for this notebook, in the order it was written. Whether this account may write there at all. */
  const send = (book) => alone(async () => {
    if (!(await notes(book)).length) return true;
    const token = await tokenOf(book);
    if (!token) return false;
    for (const { id } of await notes(book)) {
      const now = await notes(book), note = now.find((one) => one.id === id);
      if (!note || now.some((one) => one.id === note.after)) continue;
      if (!(await sendOne(note, token).catch(() => false))) break;
    }
    return true;
  });
  const sendAll = async () => {
    for (const book of new Set((await notes()).map((one) => one.book))) await send(book);
  };
  /* Asks the browser to send by itself once there is network; where it cannot, the next page does. */
  const later = async () => {
    const worker = await navigator.serviceWorker.getRegistration("/");
    if (worker && worker.sync) await worker.sync.register(NAME).catch(() => undefined);
  };

  self.outbox = {
    NAME, SHELF, WAITS, BOTH, NOT, put, letGo, notes, draft, keepDraft, dropDraft, isChosen, seen, choose, keepPage, pageOf,
    forget, forgetAll, books, tidy, send, sendAll, later, tokenOf,
  };
})();
