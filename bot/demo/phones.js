// The page: phones side by side, tabs on a narrow screen, the clock, and links that ask where to open.

import { button, make } from "/build.js";
import { Panel } from "/panel.js";
import { Phone } from "/phone.js";
import { get, listen, post } from "/wire.js";
import { moment, shortMoment } from "/words.js";

const byId = (id) => document.getElementById(id);
const phones = new Map();
let bot = { name: "", username: "" };
let panel = null;
let untold = 0;
let current = 0; // the phone whose tab is chosen

const page = {
  openLink(from, link) {
    const mine = new RegExp(`t\\.me/${bot.username}(\\?|$)`, "i").test(link);
    if (!mine) { window.open(/^[a-z]+:/i.test(link) ? link : `https://${link}`, "_blank", "noopener,noreferrer"); return; }
    choose("Buka tautan di ponsel siapa?", link, [...phones.values()].map((phone) => [
      phone.role ? `${phone.name} · ${phone.role}` : phone.name,
      () => { show(phone); phone.act("opens", { link }); },
    ]));
  },
  askLink(phone) {
    const box = make("input", { type: "text", "aria-label": "Tautan", placeholder: `https://t.me/${bot.username}?start=…` });
    choose(`Buka tautan di ponsel ${phone.name}`, "Tempel tautan undangan dari obrolan lain.", [
      ["Buka", () => phone.act("opens", { link: box.value.trim() })],
    ], box);
  },
  onNews(phone) {
    if (phone.id !== current) tabOf(phone)?.classList.add("news");
  },
};

// -- phones and tabs ------------------------------------------------------------------------------------

async function loadList() {
  const listed = await get("/phones");
  bot = listed.bot;
  document.title = `${bot.name} – ponsel peraga`;
  for (const one of listed.phones) {
    if (phones.has(one.id)) continue;
    const phone = new Phone(one, page);
    phones.set(one.id, phone);
    byId("phones").append(phone.node);
    byId("tabs").append(makeTab(phone));
    inView.observe(phone.node);
  }
  if (!phones.has(current)) mark([...phones.values()][0]);
  await Promise.all([...phones.values()].map((phone) => phone.refresh()));
}

function makeTab(phone) {
  const tab = button(phone.name, { role: "tab", "data-id": phone.id, "aria-controls": `phone-${phone.id}`,
    "aria-label": phone.role ? `${phone.name}, ${phone.role}` : phone.name, onclick: () => show(phone) });
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...phones.values()];
    const next = all[(all.indexOf(phone) + step + all.length) % all.length];
    show(next);
    tabOf(next).focus();
  });
  return tab;
}

function tabOf(phone) {
  return byId("tabs").querySelector(`[data-id="${phone.id}"]`);
}

function show(phone) {
  mark(phone);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  phone.node.scrollIntoView({ behavior: calm ? "auto" : "smooth", inline: "center", block: "nearest" });
}

function mark(phone) {
  if (!phone) return;
  current = phone.id;
  for (const tab of byId("tabs").children) {
    const chosen = Number(tab.dataset.id) === current;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.classList.remove("news");
  }
}

// Swiping chooses the tab, too.
const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) mark(phones.get(Number(target.id.replace("phone-", ""))));
  }
}, { root: byId("phones"), threshold: 0.7 });

// -- the clock ------------------------------------------------------------------------------------------

function showClock(now) {
  byId("clock").querySelector(".long").textContent = moment(now);
  byId("clock").querySelector(".short").textContent = shortMoment(now);
}

async function turn(pressed) {
  const buttons = byId("turns").querySelectorAll("button");
  buttons.forEach((one) => one.setAttribute("aria-disabled", "true")); // `disabled` would lose the focus
  pressed.classList.add("pressed");
  try {
    const { hours } = pressed.dataset;
    const { now } = await (hours ? post("/controls/advance", { hours: Number(hours) }) : post("/controls/next"));
    showClock(now);
    panel?.soon();
  } catch {
    tell("Jam tidak bisa dimajukan sekarang.", 5);
  } finally {
    buttons.forEach((one) => one.removeAttribute("aria-disabled"));
    pressed.classList.remove("pressed");
  }
}

async function loadControls() {
  const given = await get("/controls");
  showClock(given.now);
  for (const one of byId("turns").querySelectorAll("button")) {
    one.hidden = !(one.dataset.hours ? given.advance : given.next);
    one.onclick = () => { if (!one.hasAttribute("aria-disabled")) turn(one); };
  }
  if (given.panel && !panel) panel = new Panel(byId("panel"), byId("fold"));
}

// -- dialogs and the status line ------------------------------------------------------------------------

function choose(title, text, options, box = null) {
  const dialog = byId("choice");
  byId("choice-title").textContent = title;
  byId("choice-text").textContent = text;
  const chosen = (act) => () => { dialog.close(); act(); };
  const nodes = options.map(([label, act]) => button(label, { class: "option", onclick: chosen(act) }));
  dialog.querySelector(".options").replaceChildren(...(box ? [box] : []), ...nodes);
  dialog.querySelector(".cancel").onclick = () => dialog.close();
  box?.addEventListener("keydown", (event) => { if (event.key === "Enter") nodes[0].click(); });
  dialog.showModal();
}

function tell(text, forSeconds = 0) {
  clearTimeout(untold);
  byId("status").hidden = !text;
  byId("status").textContent = text;
  if (forSeconds) untold = setTimeout(tell, forSeconds * 1000, "");
}

// -- begin ----------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

async function reload() {
  try {
    await Promise.all([loadList(), loadControls()]);
    tell("");
    panel?.soon();
  } catch { // the stream will reconnect
  }
}

listen({
  open: reload,
  lost: () => tell("Sambungan terputus. Menyambung kembali…"),
  list: () => loadList().catch(() => {}),
  phone: ({ id }) => { phones.get(id)?.refresh(); panel?.soon(); },
  clock: showClock,
});
