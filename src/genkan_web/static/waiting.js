/* What waits on this device, in words of the page: which days, why they could not be sent, and what can be done. */
(() => {
  "use strict";
  const box = self.outbox;
  if (!box) return;
  const lang = document.documentElement.lang;
  const all = (what) => [...document.querySelectorAll(what)], one = (what) => document.querySelector(what);
  const show = (what, on = true) => { for (const found of all(what)) found.hidden = !on; };
  const told = (day, how) => new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...how }).format(new Date(`${day}T12:00Z`));
  const dayTold = (day) => told(day, { weekday: "short", day: "numeric", month: "short" });
  const addressOf = (book, day) => `/n/${book}/day/${day}/`;

  /* The page of that day, with this note in its form and what stands there beside it. */
  const natively = async (note) => {
    const door = await box.door(note.book);
    if (door.why) return explain(door.why);
    const sent = document.createElement("form");
    [sent.method, sent.action, sent.hidden] = ["post", addressOf(note.book, note.day), true];
    const own = [["csrfmiddlewaretoken", door.token], ["client_id", note.id], ["version", note.version]];
    for (const [name, value] of [...note.fields, ...own]) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", name, value];
      sent.append(field);
    }
    document.body.append(sent);
    return sent.submit();
  };
  const buttonFor = (note) => {
    const button = document.createElement("button");
    [button.type, button.className, button.textContent] = ["button", "second", dayTold(note.day)];
    button.addEventListener("click", () => natively(note));
    return button;
  };

  /* A note whose day is in doubt: its words stand there, its writer says the day, or lets it go. */
  const whichDay = (note) => {
    const row = one("template[data-which]").content.cloneNode(true).firstElementChild, day = row.querySelector("input");
    row.querySelector("strong").textContent = dayTold(note.day);
    row.querySelector(".words").textContent = (note.fields.find(([name]) => name === "words") || ["", ""])[1];
    day.value = day.max = note.meant || note.day;
    row.addEventListener("submit", async (event) => {
      event.preventDefault();
      await box.moveTo(note, day.value);
      explain(await box.send(note.book));
      await list(note.book);
    });
    row.querySelector("[type=button]").addEventListener("click", async () => {
      await box.letGo(note.id);
      await list(note.book);
    });
    return row;
  };

  /* Shows what waits for this notebook; the note that stands in the form beside its other side is not listed. */
  const list = async (book, inForm = "") => {
    const waiting = await box.notes(book), made = { [box.BOTH]: buttonFor, [box.NOT]: whichDay };
    for (const [state, where] of [[box.WAITS, "[data-waits]"], [box.BOTH, "[data-both]"], [box.NOT, "[data-not]"]]) {
      const found = waiting.filter((note) => note.state === state && !(state === box.BOTH && note.id === inForm));
      show(where, found.length > 0);
      for (const days of all(`${where} [data-days]`))
        if (made[state]) days.replaceChildren(...found.map(made[state]));
        else days.textContent = found.map((note) => dayTold(note.day)).join(" · ");
      if (found.length) show("[data-outbox]");
    }
    return waiting;
  };
  const explain = (why) => {
    for (const reason of ["ended", "refused", "later"]) show(`[data-${reason}]`, reason === why);
    if (why) show("[data-outbox]");
  };

  self.waits = { all, one, show, told, dayTold, addressOf, natively, list, explain };
})();
