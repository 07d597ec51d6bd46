// A page that a button opened ("Mini App"), as a sheet over one phone; the other phones go on beside it.

import { button, icon, make } from "/build.js";

// What Telegram's own web client allows such a page. No downloads: there, too, none begins.
const ALLOWED = [
  "allow-scripts", "allow-same-origin", "allow-popups", "allow-forms", "allow-modals",
  "allow-storage-access-by-user-activation",
].join(" ");

// What lies below is out of reach until then, and as it was after it. `closed` is called when the sheet is gone.
export function openSheet(phone, { address, title, owner, closed }) {
  const below = [...phone.children];
  const close = () => {
    sheet.remove();
    for (const node of below) node.inert = false;
    closed();
  };
  const shut = button("", { class: "round", "aria-label": "Tutup", title: "Tutup", onclick: close }, icon("close"));
  const sheet = make("section", { class: "sheet", role: "dialog", "aria-label": `${title}, ${owner}`,
    onkeydown: (event) => { if (event.key === "Escape") close(); } },
    make("header", { class: "head" }, shut,
      make("div", { class: "who" }, make("p", {}, title), make("p", { class: "sub" }, owner))),
    make("iframe", { src: address, title: `Halaman ${title}, ${owner}`, sandbox: ALLOWED }));
  for (const node of below) node.inert = true;
  phone.append(sheet);
  shut.focus();
}
