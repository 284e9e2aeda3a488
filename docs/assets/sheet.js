// The page of printed sheets: shows the one that the address names (…/sheet.html#LC-26-11).
// Without this script all are listed, and the browser goes to the one that is named. Nothing is stored or sent.
"use strict";
(() => {
  const sections = [...document.querySelectorAll("#sheets > section")];
  const unknown = document.getElementById("sheet-unknown");
  const all = document.getElementById("sheet-all");
  const show = () => {
    let mark = "";
    try { mark = decodeURIComponent(location.hash.slice(1)).toUpperCase(); } catch { /* not an address that we made */ }
    const wanted = sections.find((section) => section.id.toUpperCase() === mark);
    for (const section of sections) section.hidden = Boolean(wanted) && section !== wanted;
    unknown.hidden = !mark || mark === "SHEETS" || mark === "MAIN" || Boolean(wanted);
    all.hidden = !wanted;
    if (wanted) scrollTo(0, 0);
  };
  addEventListener("hashchange", show);
  show();
})();
