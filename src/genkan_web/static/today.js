/* A day's form: half-written notes come back, whole ones go through the outbox where that was chosen, and signing
   out takes everything of one's own along. Every page works without this, with network. */
(() => {
  "use strict";
  const box = self.outbox, waits = self.waits;
  if (!box || !waits) return;
  if (!self.indexedDB) {
    for (const [what, on] of [["[data-choice]", true], ["[data-cannot]", true], ["[data-off], [data-forget]", false]]) waits.show(what, on);
    return;
  }
  const { all, one, show, told, dayTold, addressOf } = waits;
  const place = one("[data-book]"), book = place && place.dataset.book, foot = one("[data-who]");
  const who = foot ? foot.dataset.who : "", serverNow = foot ? Number(foot.dataset.now) * 1000 : NaN;
  const form = one("form.day"), isBlank = Boolean(form && "blank" in form.dataset);
  const DAY_MS = 86400000;

  // ── What stands in the form ──

  const OURS = ["csrfmiddlewaretoken", "client_id", "version"];
  const fieldsOf = (pressed) => {
    const found = [...new FormData(form)].filter(([name, value]) => !OURS.includes(name) && value !== "");
    return pressed && pressed.name ? [...found, [pressed.name, pressed.value]] : found;
  };
  const fill = (fields) => {
    const has = (name, value) => fields.some((field) => field[0] === name && (value === undefined || field[1] === value));
    for (const control of form.elements) {
      if (!control.name || OURS.includes(control.name) || control.type === "submit") continue;
      if (["radio", "checkbox"].includes(control.type)) control.checked = has(control.name, control.value);
      else control.value = (fields.find(([name]) => name === control.name) || ["", ""])[1];
      const more = control.closest("details");
      if (more && has(control.name)) more.open = true;
    }
  };
  const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: one("[data-zone]").dataset.zone }).format(new Date());
  const dayHere = () => {
    if (!form) return "";
    const said = /\/day\/(\d{4}-\d\d-\d\d)\/$/.exec(location.pathname);
    return form.dataset.day || (said ? said[1] : today());
  };
  const day = dayHere();
  const valueOf = (name) => (form.elements[name] ? form.elements[name].value : "");
  const version = () => Number(valueOf("version") || 0);
  let id = form && (valueOf("client_id") || (crypto.randomUUID && crypto.randomUUID()));
  let chosen = false, touched = false, going = false, again = false, lastSave = Promise.resolve();

  const useId = (wanted) => {
    id = wanted;
    if (!isBlank) form.elements.client_id.value = wanted;
  };

  // ── Half-written: locked with the page's key, or by the outbox where writing without network was chosen ──

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const locked = async (fields) => {
    const key = await crypto.subtle.importKey("raw", bytes(form.dataset.lock), "AES-GCM", false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(fields))) };
  };
  const unlocked = async (sealed) => {
    const key = await crypto.subtle.importKey("raw", bytes(form.dataset.lock), "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.box);
    return JSON.parse(new TextDecoder().decode(plain));
  };
  const canLock = () => Boolean(form.dataset.lock && self.crypto && crypto.subtle);
  const saveNow = async (sent) => {
    if (!touched || (!chosen && !canLock())) return;
    const fields = fieldsOf();
    if (!fields.length) return box.dropDraft(book, day);
    const what = chosen ? { fields } : { sealed: await locked(fields) };
    await box.keepDraft({ book, day, id, version: version(), sent, ...what });
  };
  const save = (sent = false) => (lastSave = lastSave.then(() => saveNow(sent)).catch(() => undefined));

  /* A note of this day that waits stands in the form: whatever is added, nothing of it is lost. */
  const showWaiting = async () => {
    const waiting = (await box.notes(book)).filter((note) => note.day === day && note.state === box.WAITS).pop();
    if (waiting) fill(waiting.fields);
  };
  const restore = async () => {
    const draft = await box.draft(book, day);
    if ("typed" in form.dataset || touched) return;
    if (!draft) return showWaiting();
    if (draft.sent && version() > draft.version) return box.dropDraft(book, day);
    if (draft.sealed && !canLock()) return;
    const fields = draft.fields || (await unlocked(draft.sealed).catch(() => null));
    if (!fields) return box.dropDraft(book, day);
    fill(fields);
    touched = true;
    if (!isBlank) form.elements.version.value = draft.version;
    again = draft.sent; // perhaps it arrived after all: it is the same note, until a word is changed
    if (again) useId(draft.id);
    show("[data-outbox], [data-draft]");
  };
  /* Every day this page shows with a later version than a note that was sent: that note has arrived. */
  const dropArrived = async () => {
    for (const link of all("[data-version]")) {
      const draft = link.dataset.day && (await box.draft(book, link.dataset.day));
      if (draft && draft.sent && Number(link.dataset.version) > draft.version) await box.dropDraft(book, link.dataset.day);
    }
  };

  // ── Sending; what waits is listed by waiting.js ──

  const listed = async () => {
    const found = await waits.list(book, id);
    if (isBlank) strip(found);
  };
  const sendWaiting = async () => {
    const before = (await box.own(book)).length;
    if (before) waits.explain(await box.send(book));
    const arrived = before > (await box.own(book)).length;
    if (arrived && all("a[data-version]").length && !touched && !going && !(form && "typed" in form.dataset)) location.reload();
    else await listed();
  };
  const throughOutbox = async (fields) => {
    touched = false;
    await lastSave;
    await box.put({ id, book, day, version: version(), fields, asToday: isBlank && day === today() });
    const why = await box.send(book), mine = (await box.notes(book)).find((note) => note.id === id);
    if (!mine) return location.assign(place.dataset.notes);
    if (mine.state === box.BOTH) return waits.natively(mine);
    await box.later();
    useId(crypto.randomUUID());
    waits.explain(why);
    show("[data-kept]", mine.state === box.WAITS && (!why || why === "network"));
    return listed();
  };
  const plainly = async (pressed) => {
    await save(true);
    if (pressed && pressed.name) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", pressed.name, pressed.value];
      form.append(field);
    }
    form.submit();
  };
  const submitted = async (event) => {
    event.preventDefault();
    if (going) return;
    going = true;
    const fields = fieldsOf(event.submitter), passes = fields.some(([name]) => name === "not_today");
    show("[data-empty]", isBlank && !fields.length);
    try {
      if (isBlank && !chosen) return show("[data-cannot]");
      if (isBlank && !fields.length) return;
      if (chosen && fields.length) await throughOutbox(passes ? [["not_today", "1"]] : fields);
      else await plainly(event.submitter);
    } catch {
      if (isBlank) show("[data-cannot]");
      else form.submit(); // this device keeps nothing; the server still does
    } finally {
      going = false;
    }
  };

  // ── The empty page, without network ──

  const strip = (waiting) => {
    const days = one("[data-strip]"), now = Date.parse(`${today()}T12:00Z`);
    const dates = [6, 5, 4, 3, 2, 1, 0].map((back) => new Date(now - back * DAY_MS).toISOString().slice(0, 10));
    days.replaceChildren(...dates.map((date) => {
      const here = waiting.some((note) => note.day === date), row = document.createElement("li"), link = document.createElement("a");
      link.href = addressOf(book, date);
      if (date === day) link.setAttribute("aria-current", "date");
      const parts = [["name", told(date, { weekday: "short" })], ["number", String(Number(date.slice(8)))],
        ["mark", here ? "◐" : "○"], ["unseen", here ? days.dataset.some : days.dataset.none]];
      link.append(...parts.map(([name, text]) => Object.assign(document.createElement("span"), { className: name, textContent: text })));
      row.append(link);
      return row;
    }));
  };
  const dress = () => {
    const title = one("h1"), hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: one("[data-zone]").dataset.zone, hour: "2-digit" }).format(new Date()));
    if (day !== today()) title.textContent = title.dataset.said.replace("#", dayTold(day));
    if ("own" in form.dataset && (hour >= 21 || hour < 6)) document.documentElement.classList.add("night");
    strip([]);
  };

  // ── The choice, and going out ──

  const offered = async () => {
    const can = box.can() && "serviceWorker" in navigator && self.caches && crypto.randomUUID;
    show("[data-choice]");
    show("[data-cannot]", !can);
    show("[data-off]", Boolean(can) && !chosen);
    show("[data-on]", chosen);
  };
  const choose = async () => {
    try {
      show("[data-cannot]", false);
      await box.choose(book, serverNow);
      chosen = true;
      await offered();
    } catch {
      show("[data-cannot]");
    }
  };
  const forget = async () => {
    [touched, going] = [false, true];
    await lastSave;
    await box.forget(book);
    chosen = false;
    if (one("[data-choice]")) await offered();
    if (isBlank) form.hidden = true;
    show("[data-outbox], [data-kept]", false);
    show("[data-forgotten]");
    going = false;
  };
  let warned = false;
  const goOut = async (event) => {
    event.preventDefault();
    [touched, going] = [false, true]; // whoever goes wants nothing kept
    try {
      await lastSave;
      const own = [...(await box.books(who))];
      for (const name of own) await box.send(name);
      const left = (await Promise.all(own.map((name) => box.own(name)))).flat();
      if (left.length && !warned) {
        warned = true;
        return show("[data-out-waits]");
      }
      for (const name of own) await box.forget(name);
      await box.goAway();
    } catch {
      // going out goes before everything
    }
    return event.target.submit();
  };

  const begin = async () => {
    for (const out of all("form[action='/out/']")) out.addEventListener("submit", goOut);
    for (const button of all("[data-choose]")) button.addEventListener("click", choose);
    for (const button of all("[data-forget]")) button.addEventListener("click", forget);
    for (const link of all("[data-let-go]"))
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        touched = false;
        await Promise.all([box.letGo(link.dataset.letGo), box.dropDraft(book, day)]);
        location.assign(link.href);
      });
    if (isBlank) dress();
    if (form) {
      let soon = 0;
      const touch = () => {
        touched = true;
        if (again) useId(crypto.randomUUID());
        again = false;
        clearTimeout(soon);
      };
      form.addEventListener("input", () => { touch(); soon = setTimeout(() => { if (!going) save(); }, 200); });
      form.addEventListener("change", () => { touch(); save(); });
      addEventListener("visibilitychange", () => { if (document.hidden && !going) save(); });
      form.addEventListener("submit", submitted);
      for (const button of all("[data-draft-go]"))
        button.addEventListener("click", async () => { touched = false; await box.dropDraft(book, day); location.reload(); });
    }
    const older = await box.lockOlder();
    await box.tidy(serverNow);
    if (who) await box.come(who);
    chosen = Boolean(book) && box.can() && (await box.isChosen(book));
    if (one("[data-choice]")) await offered();
    if (isBlank && !box.can()) [form.hidden, one("[data-cannot]").hidden] = [true, false];
    if (!book) return;
    if (form) await restore();
    if (chosen && older && !isBlank) await box.keepPage(book); // an older page here opens nothing that is locked
    if (chosen && who) await box.seen(book, serverNow);
    await dropArrived();
    await sendWaiting();
    addEventListener("online", sendWaiting);
    if (chosen && form && !isBlank) await box.keepPage(book);
  };
  begin().catch(() => undefined); // a browser that keeps nothing: pages work as without this
})();
