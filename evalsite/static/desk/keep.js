// What was typed into a long form outlasts a session that ends meanwhile, and a page that is closed too early: it is kept in
// this tab, never sent anywhere, and offered again. Passwords, shares and files are not kept. Without it forms just work.
"use strict";
(function () {
  const BEGINNING = "evalsite:form:";
  const TYPES = ["text", "number", "search", "date", "datetime-local", "checkbox", "radio", "textarea", "select-one"];

  function read(key) {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch (_) { return null; }
  }
  function write(key, value) {
    try { sessionStorage.setItem(key, JSON.stringify(value)); } catch (_) { /* full or forbidden */ }
  }
  function forget(key) {
    try { sessionStorage.removeItem(key); } catch (_) { /* forbidden */ }
  }

  // What was sent and has been taken is not offered again.
  if (document.querySelector(".notice.good[role=status]")) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(BEGINNING) && (read(key) || {}).sent) forget(key);
  }

  document.querySelectorAll("form[data-keeps]").forEach(function (form) {
    const notice = form.querySelector("[data-kept]"), key = BEGINNING + location.pathname + "#" + form.dataset.keeps;
    const fields = Array.from(form.elements).filter(function (one) { return one.name && TYPES.includes(one.type); });

    function content() {
      return fields.map(function (one) { return [one.name, /checkbox|radio/.test(one.type) ? one.checked : one.value]; });
    }
    function fill(kept) {
      fields.forEach(function (one, place) {
        if (!kept[place] || kept[place][0] !== one.name) return;
        if (typeof kept[place][1] === "boolean") one.checked = kept[place][1]; else one.value = kept[place][1];
      });
    }
    function keep(sent) { write(key, { sent: sent, content: content() }); }

    const before = read(key);
    if (before && JSON.stringify(before.content) !== JSON.stringify(content())) {
      notice.hidden = false;
      notice.querySelector("[data-restore]").addEventListener("click", function () { notice.hidden = true; fill(before.content); keep(false); });
      notice.querySelector("[data-discard]").addEventListener("click", function () { notice.hidden = true; forget(key); });
    } else forget(key);
    form.addEventListener("input", function () { keep(false); });
    form.addEventListener("submit", function () { keep(true); });
  });
})();
