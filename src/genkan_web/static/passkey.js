/* Passkeys: asked of the device, sent as a form. Without this, a password and the recovery sheet work. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) return;
  for (const hidden of document.querySelectorAll("[data-passkey], [data-passkey-show], [data-passkey-make]")) hidden.hidden = false;
  for (const other of document.querySelectorAll("[data-no-passkey]")) other.hidden = true;
  const asked = async (form, address) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    if (!answer.ok) throw new Error("not now");
    return (await answer.json()).publicKey;
  };
  const sends = (form, ask) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const found = await ask();
      form.querySelector("[name=credential]").value = JSON.stringify(found.toJSON());
    } catch {
      form.querySelector("[name=credential]").value = "";
    }
    form.submit();
  });
  const make = document.querySelector("[data-passkey-make]");
  if (make) sends(make, async () => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await asked(make, make.dataset.passkeyMake)),
  }));
  const show = document.querySelector("[data-passkey-show]");
  if (show) sends(show, async () => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await asked(show, show.dataset.passkeyShow)),
  }));
})();
