/* What lies on this device, and the lock on it: AES-256-GCM with a key that was made here, that no script can read and
   that goes with what it locks. It keeps words from whoever looks through the browser's stores; whoever opens the page
   itself on this device is not kept out. Read by pages and by the worker. A place is {name, stores: {store: keyPath}}. */
(() => {
  "use strict";
  const WAY = "AES-GCM", KEYS = "keys"; // the store for keys in a place: one key for each name, a notebook's for one
  const can = () => Boolean(self.indexedDB && self.crypto && crypto.subtle);

  /* The open place; null where there is none and none is to be made: what was forgotten does not come back. */
  const opened = ({ name, stores }, make) => new Promise((yes, no) => {
    const asked = indexedDB.open(name, 1);
    let absent = false;
    asked.onupgradeneeded = (event) => {
      absent = (!make || self.gone) && event.oldVersion === 0; // gone: page.js is leaving
      if (absent) asked.transaction.abort();
      else for (const [store, keyPath] of Object.entries(stores))
        if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store, { keyPath });
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
  const within = async (place, names, mode, work, make = false) => {
    const open = await opened(place, make);
    if (!open) return undefined;
    try {
      return await new Promise((yes, no) => {
        const all = open.transaction(names, mode, { durability: "strict" });
        const asked = work(...names.map((name) => all.objectStore(name)));
        all.oncomplete = () => yes(asked ? asked.result : undefined);
        all.onabort = all.onerror = () => no(all.error);
      });
    } finally {
      open.close();
    }
  };
  /* The whole place, with its keys. */
  const away = (name) => new Promise((yes) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = yes;
  });

  // ── The lock ──

  const keyOf = async (place, name) => ((await within(place, [KEYS], "readonly", (keys) => keys.get(name))) || {}).key;
  /* The key of this name, made where there is none: of two that are made at once the first stays. */
  const madeKey = async (place, name) => {
    const key = await crypto.subtle.generateKey({ name: WAY, length: 256 }, false, ["encrypt", "decrypt"]);
    await within(place, [KEYS], "readwrite", (keys) => {
      keys.get(name).onsuccess = (event) => { if (!event.target.result) keys.put({ name, key }); };
    }, true);
    return keyOf(place, name);
  };
  const letters = (what) => new TextEncoder().encode(JSON.stringify(what));

  /* What is locked, bound to what it is for (`to`): it opens nowhere else. */
  const shut = async (place, name, to, what) => {
    const key = (await keyOf(place, name)) || (await madeKey(place, name)), iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, box: await crypto.subtle.encrypt({ name: WAY, iv, additionalData: letters(to) }, key, letters(what)) };
  };
  /* What was locked; undefined where it was for something else, or its key is gone. */
  const open = async (place, name, to, { iv, box }) => {
    const key = await keyOf(place, name);
    const plain = key && (await crypto.subtle.decrypt({ name: WAY, iv, additionalData: letters(to) }, key, box).catch(() => undefined));
    return plain && JSON.parse(new TextDecoder().decode(plain));
  };
  const dropKey = (place, name) => within(place, [KEYS], "readwrite", (keys) => { keys.delete(name); });

  self.device = { can, within, away, shut, open, dropKey };
})();
