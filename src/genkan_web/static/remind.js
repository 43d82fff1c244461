/* Notices on this device: asked of the browser, and only its address is told to this site. Mail works without this. */
(() => {
  "use strict";
  const form = document.querySelector("[data-remind]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  form.hidden = false;
  document.querySelector("[data-no-push]").hidden = true;
  const key = form.dataset.remind;
  const bytes = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const letters = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const subscribed = async () => {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
    await navigator.serviceWorker.register("/worker.js");
    const manager = (await navigator.serviceWorker.ready).pushManager;
    const held = await manager.getSubscription();
    if (held && letters(held.options.applicationServerKey) === key) return held;
    if (held) await held.unsubscribe();
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const sent = new FormData(form);
      sent.set("address", (await subscribed()).endpoint);
      const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
      if (!answer.ok) throw new Error("not kept");
      location.reload();
    } catch {
      const said = form.querySelector("[data-refused]");
      said.hidden = false;
      said.setAttribute("role", "alert");
    }
  });
})();
