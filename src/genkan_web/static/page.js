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
    if (window.indexedDB) indexedDB.deleteDatabase("outbox"); // see outbox.js; asked for before anything else
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
