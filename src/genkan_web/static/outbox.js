/* What lies on this device for notes written without network, and how it is sent: once, never lost, never for
   another account. Read by pages and by the worker, after device.js. Nothing is here unless somebody signed in writes a
   note: half-written notes are locked with a key that only the signed-in page brings; whole notes and the empty page are
   kept only after "write without network" was chosen on this device, the words locked with this device's key of the
   notebook. Every row carries the mark of the account that wrote it (`who`); the account that was in last is `here`, and
   only its rows are opened, shown or sent. */
(() => {
  "use strict";
  const device = self.device;
  const NAME = "outbox", SHELF = "own", DAYS = 30, HINT = "outbox";
  const WAIT_MS = 20000; // for one answer, in a tunnel
  const DAY_MS = 86400000, ODD_MS = 1800000; // a clock that is off by more than this may be off by a day
  const SANE = Date.UTC(2026, 0); // a clock that says earlier was reset
  const WAITS = "waits", BOTH = "both", NOT = "not"; // not sent yet; written about meanwhile; its day is in doubt
  const STORES = { notes: "id", drafts: ["book", "day"], chosen: "book", here: "key" };

  // ── The store: notes by id, half-written notes by book and day, the choice by book ──

  const PLACE = { name: NAME, stores: STORES };
  const LOCKS = { name: `${NAME}-lock`, stores: { keys: "name" } }; // one key for each notebook, gone with its notes
  const within = (names, mode, work, make) => device.within(PLACE, names, mode, work, make);
  const hint = () => {
    if (typeof document !== "undefined") document.cookie = `${HINT}=1; path=/; SameSite=Lax; max-age=${DAYS * 86400}`;
  };
  /* All that lies in these stores, at one moment. */
  const allOf = async (...names) => {
    const found = {};
    await within(names, "readonly", (...stores) => {
      for (const store of stores) store.getAll().onsuccess = (event) => { found[store.name] = event.target.result; };
    });
    return names.map((name) => found[name] || []);
  };
  const rows = async (name) => (await allOf(name))[0];
  const earlierFirst = (one, other) => one.at - other.at;

  // ── Whose: the account whose page was open last; its mark, as the server makes it ──

  let who = "";
  const isHere = async () => (who || ((await rows("here"))[0] || {}).who || "");
  /* A page of somebody signed in; from here on this device shows and sends what is theirs. */
  const come = (mark) => {
    who = mark;
    return within(["here"], "readwrite", (store) => { store.put({ key: "here", who: mark }); });
  };
  const goAway = () => within(["here"], "readwrite", (store) => { store.clear(); });

  // ── The lock: a row lies here with its words shut, and opens as that row, of that notebook and account, alone ──

  const boundTo = (store, one) => [NAME, store, one.book, one.who, one.day, one.id];
  const shut = async (store, { fields, ...one }) => ({ ...one, locked: await device.shut(LOCKS, one.book, boundTo(store, one), fields) });
  const wordsOf = async (store, one) => one.fields || (one.locked && device.can() && (await device.open(LOCKS, one.book, boundTo(store, one), one.locked)));
  const isMine = async () => {
    const mark = await isHere();
    return (one) => one.who === mark;
  };
  const own = async (book) => (await rows("notes")).filter(await isMine()).filter((one) => !book || one.book === book).sort(earlierFirst);
  /* The notes of whoever is here, with their words. */
  const notes = async (book) => {
    const all = await Promise.all((await own(book)).map(async (one) => ({ ...one, fields: await wordsOf("notes", one) })));
    return all.filter((one) => one.fields);
  };
  /* What an older version left readable is locked, and the readable copy goes. Returns how many. */
  const lockOlder = async () => {
    if (!device.can()) return 0;
    const [notesHere, draftsHere, choices] = await allOf("notes", "drafts", "chosen");
    const whose = (one) => one.who || (choices.find(({ book }) => book === one.book) || {}).who;
    const older = (name, all) => all.filter((one) => one.fields).map((one) => [name, { ...one, who: whose(one) }]);
    const found = [...older("notes", notesHere), ...older("drafts", draftsHere)];
    for (const [name, one] of found) {
      const { who: mark, locked } = await shut(name, one), place = name === "notes" ? one.id : [one.book, one.day];
      await within([name], "readwrite", (store) => {
        store.get(place).onsuccess = (event) => {
          const { fields, ...now } = event.target.result || {};
          if (fields && now.id === one.id && JSON.stringify(fields) === JSON.stringify(one.fields)) store.put({ ...now, who: mark, locked });
        };
      });
    }
    return found.length;
  };

  /* A whole note of this day. It takes the place of one that was never tried, and comes after one that may have
     arrived: it is then written over the version that one became. */
  const put = async (note) => {
    const { now = 0, who: mark } = (await within(["chosen"], "readonly", (store) => store.get(note.book))) || {};
    const row = await shut("notes", { who: mark || (await isHere()), ...note });
    if (!row.who) throw new Error("nobody is here");
    hint();
    return within(["notes", "drafts"], "readwrite", (store, drafts) => {
      drafts.delete([note.book, note.day]);
      store.getAll().onsuccess = (event) => {
        const here = (one) => one.who === row.who && one.book === note.book && one.day === note.day && one.id !== note.id;
        const earlier = event.target.result.filter(here);
        const fresh = earlier.filter((one) => !one.tried), tried = earlier.filter((one) => one.tried && one.state !== NOT);
        const before = tried.sort(earlierFirst).pop();
        for (const one of fresh) store.delete(one.id);
        const version = fresh.length ? fresh[0].version : note.version;
        const back = Date.now() + ODD_MS < now; // this clock says earlier than the server did before
        store.put({ ...row, version, after: before ? before.id : "", at: Date.now(), back, tried: false, state: WAITS });
      };
    }, true);
  };
  const letGo = (id) => within(["notes"], "readwrite", (store) => { store.delete(id); });

  const draft = async (book, day) => {
    const found = await within(["drafts"], "readonly", (store) => store.get([book, day])), mine = await isMine();
    if (!found || found.sealed) return found;
    return mine(found) && device.can() ? { ...found, fields: await wordsOf("drafts", found) } : undefined;
  };
  /* Half-written: `sealed` by the page, or with its `fields`, which are locked here. */
  const keepDraft = async (one) => {
    const whole = { who: await isHere(), ...one }, row = one.sealed ? whole : await shut("drafts", whole);
    hint();
    return within(["drafts"], "readwrite", (store) => { store.put({ ...row, at: Date.now() }); }, true);
  };
  const dropDraft = (book, day) => within(["drafts"], "readwrite", (store) => { store.delete([book, day]); });

  // ── The choice, and forgetting ──

  const isChosen = async (book) => Boolean(await within(["chosen"], "readonly", (store) => store.get(book)));
  const seen = (book, now) => within(["chosen", "here"], "readwrite", (store, here) => {
    here.put({ key: "here", who });
    store.put({ book, who, now, at: Date.now() });
  }, true);
  /* The notebook whose empty page may be shown without network: this one, or the first; only of whoever is here. */
  const bookHere = async (book) => {
    const mark = await isHere(), fits = (one) => one.who === mark && (!book || one.book === book) && Date.now() - one.at <= DAYS * DAY_MS;
    return mark && device.can() ? ((await rows("chosen")).find(fits) || {}).book : undefined;
  };
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
  const choose = async (book, now) => {
    try {
      await shut("notes", { book, fields: [] }); // where nothing can be locked, nothing is kept
      hint();
      if (!(await navigator.serviceWorker.getRegistration("/"))) await navigator.serviceWorker.register("/worker.js?own");
      await navigator.serviceWorker.ready;
      await keepPage(book);
      await seen(book, now);
    } catch (problem) {
      if (!(await books()).has(book)) await forget(book);
      throw problem;
    }
  };

  const forgetPage = async (book) => { if (await caches.has(SHELF)) await (await caches.open(SHELF)).delete(pageOf(book)); };
  const forget = async (book) => {
    await device.dropKey(LOCKS, book);
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
    const gone = Promise.all([LOCKS.name, NAME].map(device.away));
    if (self.caches) await caches.delete(SHELF);
    const worker = self.registration || (self.navigator.serviceWorker && (await navigator.serviceWorker.getRegistration("/")));
    const here = worker && (worker.active || worker.installing || worker.waiting);
    if (here && here.scriptURL.endsWith("?own")) {
      for (const name of await caches.keys()) await caches.delete(name);
      await worker.unregister();
    }
    await gone;
  };
  const last = async (mark) => {
    const found = new Map();
    for (const one of (await allOf("notes", "drafts", "chosen")).flat())
      if (!mark || one.who === mark) found.set(one.book, Math.max(one.at, found.get(one.book) || 0));
    return found;
  };
  const books = async (mark) => new Set((await last(mark)).keys());
  const touch = (book) => within(["notes", "drafts", "chosen"], "readwrite", (...stores) => {
    for (const store of stores)
      store.getAll().onsuccess = (event) => {
        for (const one of event.target.result) if (one.book === book) store.put({ ...one, at: Date.now() });
      };
  });
  /* What nobody opened for thirty days goes, but only by a clock that agrees with the server's (`now`, ms): a clock that
     was reset, or ran ahead, takes nothing away. */
  const tidy = async (now) => {
    if (!(Math.abs(Date.now() - now) <= DAY_MS)) return;
    for (const [book, at] of await last())
      if (at < SANE || at > Date.now() + DAY_MS) await touch(book);
      else if (Date.now() - at > DAYS * DAY_MS) await forget(book);
  };

  // ── Sending ──

  const asked = (address, more) => fetch(address, {
    redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_MS), ...more,
  });
  const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());

  /* What this notebook's own door says: a fresh token and the time there; or `why` there is none: no network, the
     visit has ended, this notebook is not open to whoever is in, or not just now. */
  const door = async (book) => {
    try {
      const answer = await asked(`/n/${book}/outbox/`);
      if (answer.ok) return await answer.json();
      if (answer.type === "opaqueredirect") return { why: "ended" };
      return { why: [403, 404].includes(answer.status) ? "refused" : "later" };
    } catch {
      return { why: "network" };
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

  /* The local day of a moment (ms) in a zone. */
  const dayAt = (moment, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(moment));
  /* The day a note seems to be about where its device's clock was wrong; "" where nothing is in doubt. Only a note
     that was written for "today" is asked about: any other day was chosen by whoever wrote. */
  const doubt = (note, told) => {
    const off = Date.now() - told.now * 1000, odd = Math.abs(off) > ODD_MS;
    const meant = odd ? dayAt(note.at - off, told.zone) : told.today;
    if (note.day > told.today || (note.asToday && note.back && note.day !== meant)) return meant;
    return note.asToday && odd && note.day !== meant ? meant : "";
  };

  const sendOne = async (note, told) => {
    const meant = doubt(note, told), token = told.token;
    if (meant) return change(note, { state: NOT, meant });
    const fields = await wordsOf("notes", note);
    if (!fields) return device.can() && letGo(note.id).then(() => true); // its key is gone: nobody can open it
    const body = new URLSearchParams(fields);
    for (const [name, value] of Object.entries({ client_id: note.id, version: note.version, day: note.day, csrfmiddlewaretoken: token }))
      body.set(name, value);
    if (!(await change(note, { tried: true }))) return true;
    const answer = await asked(`/n/${note.book}/outbox/`, { method: "POST", body });
    if (![200, 400, 409].includes(answer.status)) return false;
    const became = await answer.json();
    if (became.kept === "now" || became.kept === "before") await settle(note, became.version);
    else await change(note, became.kept === "changed" ? { state: BOTH } : { state: NOT, meant: told.today });
    return true;
  };

  /* Sends what waits for this notebook, in the order it was written. Why it could not, or "". */
  const send = (book) => alone(async () => {
    const waiting = (await own(book)).filter((one) => one.state !== NOT);
    if (!waiting.length) return "";
    const told = await door(book);
    if (told.why) return told.why;
    for (const { id } of waiting) {
      const now = await own(book), note = now.find((one) => one.id === id);
      if (!note || now.some((one) => one.id === note.after)) continue;
      const sent = await sendOne(note, told).catch(() => "network");
      if (!sent) return "later";
      if (sent === "network") return sent;
    }
    return "";
  });
  const sendAll = async () => {
    await lockOlder();
    for (const book of new Set((await own()).map((one) => one.book))) await send(book);
  };
  /* The day of a note as its writer says it, when its device's clock was wrong; it is a note nobody has seen yet. */
  const moveTo = async (note, day) => {
    await put({ id: note.tried ? crypto.randomUUID() : note.id, book: note.book, who: note.who, day, version: 0, fields: note.fields });
    if (note.tried) await letGo(note.id);
  };
  /* Asks the browser to send by itself once there is network; where it cannot, the next page does. */
  const later = async () => {
    const worker = await navigator.serviceWorker.getRegistration("/");
    if (worker && worker.sync) await worker.sync.register(NAME).catch(() => undefined);
  };

  self.outbox = {
    NAME, SHELF, WAITS, BOTH, NOT, come, goAway, put, letGo, moveTo, can: device.can, lockOlder, own, notes, draft, keepDraft, dropDraft, isChosen, seen,
    choose, keepPage, pageOf, bookHere, forget, forgetAll, books, tidy, send, sendAll, later, door,
  };
})();
