/* Leaving fast, «none of these» by itself, help pages kept on the phone. Every page works without this. */
(() => {
  "use strict";
  const leave = document.querySelector("a.leave");
  const go = (event) => {
    if (event) event.preventDefault();
    document.documentElement.hidden = true;
    document.body.replaceChildren();
    try {
      localStorage.clear();
    } catch {
      // storage is switched off: nothing was kept
    }
    self.gone = true; // what is just being written makes no new place (see device.js)
    if (window.indexedDB) for (const name of ["outbox-lock", "outbox", "words"]) indexedDB.deleteDatabase(name); // before anything else
    if (window.caches) caches.delete("own");
    location.replace(leave.href);
  };
  let presses = [];
  if (leave) {
    leave.addEventListener("click", go);
    document.addEventListener("keydown", (event) => {
      presses = event.key === "Escape" ? [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp] : [];
      if (presses.length === 3) go();
    });
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || box.name !== "chosen" || !box.checked) return;
    for (const other of document.querySelectorAll("input[name=chosen]"))
      if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  });
  document.addEventListener("click", (event) => {
    const more = event.target.closest("button[name=more]");
    const lines = more ? [...more.closest(".table").querySelectorAll("fieldset.sheet-line")] : [];
    const last = lines.at(-1);
    if (!last || !last.querySelector("[name]")) return; // else the page itself keeps and comes back
    event.preventDefault();
    const line = last.cloneNode(true);
    const up = (text, by) => text.replace(by, (_, before, number, after) => before + (Number(number) + 1) + after);
    for (const one of line.querySelectorAll("[name], [id], [for], [aria-describedby]"))
      for (const name of ["name", "id", "for", "aria-describedby"])
        if (one.hasAttribute(name)) one.setAttribute(name, up(one.getAttribute(name), /(^[a-z_]+[.-])(\d+)([.-])/g));
    for (const one of line.querySelectorAll("input, textarea, select")) one.value = "";
    const said = line.querySelector("legend");
    said.textContent = said.textContent.replace(/\d+/, (number) => Number(number) + 1);
    last.after(line);
    line.querySelector("input, select, textarea").focus();
  });
  const keep = document.getElementById("keep-offline");
  if (keep && "serviceWorker" in navigator) {
    keep.hidden = false;
    keep.querySelector("button").addEventListener("click", async () => {
      await navigator.serviceWorker.register("/worker.js");
      await navigator.serviceWorker.ready;
      const said = keep.querySelector("[data-done]");
      said.textContent = said.dataset.done;
      said.setAttribute("role", "status");
    });
  }
})();
