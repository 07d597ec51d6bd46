"use strict";
// Hands on what Telegram wrote into the address, and takes it out of the address.
(() => {
  const form = document.forms[0];
  const told = new URLSearchParams(location.hash.slice(1));
  const wanted = new URLSearchParams(location.search);
  const data = told.get("tgWebAppData") || "";
  history.replaceState(null, "", location.pathname);
  document.getElementById("without").hidden = true;
  document.getElementById(data ? "wait" : "lost").hidden = false;
  if (!data) return;
  form.elements.d.value = data;
  form.elements.b.value = wanted.get("b") || "";
  form.elements.dark.value = look(told.get("tgWebAppThemeParams"));
  form.submit();

  // "1" where Telegram's own colours are dark, "0" where they are light, else nothing.
  function look(written) {
    try {
      const [, red, green, blue] = /^#(..)(..)(..)$/.exec(JSON.parse(written).bg_color);
      const light = parseInt(red, 16) * 0.299 + parseInt(green, 16) * 0.587 + parseInt(blue, 16) * 0.114;
      return light < 128 ? "1" : "0";
    } catch {
      return "";
    }
  }
})();
