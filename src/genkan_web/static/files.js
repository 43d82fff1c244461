/* Files are sent from the page, so that a connection that breaks leaves it standing, with the files still chosen.
   Without this the browser sends them by itself. */
(() => {
  "use strict";
  const form = document.querySelector("form[enctype]"), said = document.querySelector("[data-cut]");
  if (!form || !said || !self.fetch) return;
  let going = false;
  const sent = async () => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    const text = await answer.text();
    if (answer.redirected) return location.assign(answer.url);
    const told = new DOMParser().parseFromString(text, "text/html").querySelector("main .problem:not([hidden])");
    if (!told) return form.submit();
    said.textContent = told.textContent;
    said.hidden = false;
    return said.scrollIntoView({ block: "center" });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (going) return;
    going = true;
    said.hidden = true;
    try {
      await sent();
    } catch {
      said.textContent = said.dataset.cut;
      said.hidden = false;
      said.scrollIntoView({ block: "center" });
    }
    going = false;
  });
})();
