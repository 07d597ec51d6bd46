// One phone: header, chat and text box; draws what the server says and sends what the person does.

import { drawBubble } from "/bubble.js";
import { button, icon, make } from "/build.js";
import { openSheet } from "/sheet.js";
import { get, post } from "/wire.js";
import { wholeDay } from "/words.js";

const NEAR_BOTTOM = 90;
const NOTICE_SHOWS = 3500;
const PRESSED_AT_MOST = 15000;
const TYPING_SHOWS = 5500;
const ATTACHMENTS = [
  ["photo", "Foto"], ["voice", "Pesan suara"], ["sticker", "Stiker"],
  ["location", "Lokasi"], ["contact", "Kontak"], ["document", "Berkas"],
];

export class Phone {
  // `page` opens links (openLink), and hears of news (onNews).
  constructor(listed, page) {
    this.id = listed.id;
    this.page = page;
    this.look = null;
    this.drawn = new Map(); // message id -> { node, key }
    this.pressed = new Map(); // query id -> { key: "message/index" of the button, since }
    this.editing = null;
    this.fetching = false;
    this.again = false;
    this.node = this.build(listed);
  }

  // -- structure --------------------------------------------------------------------------------------

  build({ name, role }) {
    this.sub = make("p", { class: "sub" }, role);
    this.role = role;
    this.name = name;
    this.menu = make("details", { class: "menu" },
      make("summary", { "aria-label": `Pilihan ponsel ${name}`, title: "Pilihan" }, icon("more")),
      (this.choices = make("div", { class: "choices" })));
    const head = make("header", { class: "head" },
      make("span", { class: "face", "aria-hidden": "true" }, name.slice(0, 1)),
      make("div", { class: "who" }, make("h2", { id: `name-${this.id}` }, name), this.sub), this.menu);
    this.log = make("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0",
      "aria-label": `Obrolan ${name} dengan bot` });
    this.notice = make("div", { class: "notice", role: "status" });
    this.foot = make("div", { class: "compose" });
    this.buildComposer();
    return make("section", { class: "phone", id: `phone-${this.id}`, "aria-labelledby": `name-${this.id}` },
      head, make("div", { class: "screen" }, this.log, this.notice), this.foot);
  }

  buildComposer() {
    this.box = make("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send", placeholder: "Tulis pesan",
      "aria-label": `Tulis pesan sebagai ${this.name}` });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("input", () => this.grow());
    this.commands = make("details", { class: "menu up" },
      make("summary", { "aria-label": "Perintah bot", title: "Perintah" }, icon("slash")),
      make("div", { class: "choices" }));
    this.cancel = button("", { class: "round", "aria-label": "Batal mengubah", hidden: true,
      onclick: () => this.stopEditing() }, icon("close"));
    const send = make("button", { class: "round send", "aria-label": "Kirim", title: "Kirim" }, icon("send"));
    this.form = make("form", { class: "line" }, this.commands, this.cancel, this.box, send);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.keys = make("div", { class: "keyboard", role: "group", "aria-label": "Papan tombol" });
    this.big = button("", { class: "big" });
    this.foot.append(this.form, this.keys, this.big);
  }

  // -- what the server says ---------------------------------------------------------------------------

  async refresh() {
    if (this.fetching) { this.again = true; return; }
    this.fetching = true;
    try {
      do {
        this.again = false;
        this.draw(await get(`/phones/${this.id}`));
      } while (this.again);
    } catch { // the stream of events notices a lost server, and fetches again when it is back
    } finally {
      this.fetching = false;
    }
  }

  draw(look) {
    const before = this.look;
    this.look = look;
    const newest = look.messages.at(-1);
    const stick = !before || this.isAtBottom() || (newest && !newest.from_bot && !this.drawn.has(newest.id));
    this.drawLog(look);
    this.drawPressed(look);
    this.drawTyping(look);
    this.drawNotice(before, look);
    this.drawFoot(look);
    this.drawMenu(look);
    if (stick) this.toBottom();
    if (before && newest?.from_bot && newest.id !== before.messages.at(-1)?.id) this.page.onNews(this);
  }

  drawLog(look) {
    const wanted = look.started || look.messages.length ? [] : [["hello", "", () => drawHello(look.bot)]];
    let day = "";
    for (const message of look.messages) {
      const today = wholeDay(message.date);
      if (today !== day) wanted.push([`day ${today}`, "", () => make("div", { class: "day" }, today)]);
      day = today;
      wanted.push([message.id, JSON.stringify(message), () => drawBubble(message, this.acts())]);
    }
    this.place(wanted);
  }

  // Keeps what did not change: a screen reader hears only what is new, and focus stays where it is.
  place(wanted) {
    const ids = new Set(wanted.map(([id]) => id));
    for (const [id, { node }] of this.drawn) {
      if (!ids.has(id)) { node.remove(); this.drawn.delete(id); }
    }
    let before = null;
    for (const [id, key, drawn] of wanted) {
      const old = this.drawn.get(id);
      if (!old || old.key !== key) {
        const node = drawn();
        if (old) this.swap(old.node, node);
        else if (before) before.after(node);
        else this.log.prepend(node);
        this.drawn.set(id, { node, key });
      }
      before = this.drawn.get(id).node;
    }
  }

  swap(old, node) {
    const key = old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    old.replaceWith(node);
    node.classList.add("swapped");
    if (key !== undefined) (node.querySelector(`[data-key="${key}"]`) ?? this.log).focus({ preventScroll: true });
  }

  // A button stays pressed until the bot has answered its tap.
  drawPressed(look) {
    for (const [query, { since }] of this.pressed) {
      if (!look.waiting.includes(query) || Date.now() - since > PRESSED_AT_MOST) this.pressed.delete(query);
    }
    const keys = new Set([...this.pressed.values()].map(({ key }) => key));
    for (const node of this.log.querySelectorAll(".key")) {
      const down = keys.has(node.dataset.key);
      node.classList.toggle("pressed", down);
      if (down) node.setAttribute("aria-busy", "true");
      else node.removeAttribute("aria-busy");
    }
  }

  drawTyping(look) {
    clearTimeout(this.typingEnds);
    this.showTyping(look.typing);
    if (look.typing) this.typingEnds = setTimeout(() => this.showTyping(false), TYPING_SHOWS);
  }

  showTyping(on) {
    if (on && this.dots) { this.log.append(this.dots); return; }
    this.node.classList.toggle("is-typing", on);
    this.dots?.remove();
    this.dots = null;
    this.sub.textContent = on ? `${this.look.bot.name} sedang mengetik…` : this.role;
    if (!on) return;
    this.dots = make("div", { class: "message theirs", "aria-hidden": "true" },
      make("div", { class: "bubble dots" }, make("i"), make("i"), make("i")));
    this.log.append(this.dots);
  }

  drawNotice(before, look) {
    const fresh = before && look.answer && look.answer.id !== before.answer?.id;
    if (fresh) this.say(look.answer.text, look.answer.alert);
  }

  // A little notice that goes by itself, or (`alert`) one that waits for OK.
  say(text, alert = false) {
    clearTimeout(this.noticeEnds);
    this.notice.replaceChildren(make("p", {}, text));
    this.notice.classList.add("shown");
    this.notice.classList.toggle("alert", alert);
    const close = () => this.notice.classList.remove("shown");
    if (alert) this.notice.append(button("Oke", { class: "quiet", onclick: close }));
    else this.noticeEnds = setTimeout(close, NOTICE_SHOWS);
  }

  drawFoot(look) {
    const state = look.deactivated ? "gone" : look.blocked ? "blocked" : look.started ? "open" : "new";
    this.form.hidden = state !== "open";
    this.big.hidden = state === "open";
    this.big.disabled = state === "gone";
    this.big.textContent = { gone: "Akun ini sudah dihapus", blocked: "Buka blokir bot", new: "Mulai", open: "" }[state];
    this.big.onclick = () => (state === "new" ? this.act("opens", { link: look.start }) : this.act("unblocks"));
    this.keys.hidden = state !== "open" || !look.keyboard.length;
    this.box.placeholder = look.placeholder || "Tulis pesan";
    redraw(this.keys, look.keyboard, (row) => make("div", { class: "row" }, ...row.map((label) =>
      button(label, { class: "key", onclick: () => this.act("types", { text: label }) }))));
    this.commands.hidden = !look.commands.length;
    redraw(this.commands.lastChild, look.commands, ({ command, description }) =>
      this.choice(`/${command}`, () => this.act("types", { text: `/${command}` }), description));
  }

  drawMenu(look) {
    const blocking = look.blocked ? ["Buka blokir bot", "unblocks"] : ["Blokir bot", "blocks"];
    const items = look.deactivated ? [] : [["Buka tautan…", () => this.page.askLink(this)]];
    if (look.started && !look.blocked && !look.deactivated) {
      for (const [what, label] of ATTACHMENTS) items.push([`Kirim: ${label}`, () => this.act("sends", { what })]);
    }
    if (look.started && !look.deactivated) items.push([blocking[0], () => this.act(blocking[1])]);
    this.menu.hidden = !items.length;
    this.menuActs = new Map(items);
    redraw(this.choices, items.map(([label]) => label), (label) => this.choice(label, () => this.menuActs.get(label)()));
  }

  choice(label, act, description = "") {
    const node = button(label, {}, description ? make("span", {}, description) : null);
    node.addEventListener("click", () => {
      for (const menu of [this.menu, this.commands]) menu.open = false;
      act();
    });
    return node;
  }

  // -- what the person does ---------------------------------------------------------------------------

  acts() {
    return {
      tap: (message, index, one) => this.tap(message, index, one),
      open: (link) => this.page.openLink(this, link),
      say: (text) => this.act("types", { text }),
      edit: (message) => this.edit(message),
    };
  }

  async act(action, body = {}) {
    try {
      return await post(`/phones/${this.id}/${action}`, body);
    } catch {
      this.say(this.look?.blocked ? "Bot sedang diblokir di ponsel ini." : "Tidak berhasil. Coba sekali lagi.");
      return null;
    }
  }

  async tap(message, index, one) {
    if (one.url) { this.page.openLink(this, one.url); return; }
    if (one.web_app) { this.openWebApp(message, index, one); return; }
    if (one.copy) { navigator.clipboard?.writeText(one.copy); this.say("Disalin"); return; }
    const key = `${message.id}/${index}`;
    const node = this.keyOf(key);
    node?.classList.add("pressed"); // at once; the server's word follows
    const answer = await this.act("taps", { message_id: message.id, data: one.data });
    if (!answer) { node?.classList.remove("pressed"); return; }
    this.pressed.set(answer.query_id, { key, since: Date.now() });
    setTimeout(() => this.refresh(), PRESSED_AT_MOST + 100);
    this.refresh();
  }

  // The page comes over the chat; the chat stays as it is below, with what is half written.
  async openWebApp(message, index, one) {
    if (this.opening) return;
    this.opening = true;
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const opened = await this.act("web_apps", { message_id: message.id, url: one.web_app, dark });
    this.opening = false;
    if (!opened) return;
    if (!opened.framed) { this.say("Halaman ini tidak bisa dibuka di peragaan."); return; }
    openSheet(this.node, {
      address: opened.address,
      title: this.look.bot.name,
      owner: this.role ? `${this.name} · ${this.role}` : this.name,
      closed: () => (this.keyOf(`${message.id}/${index}`) ?? this.log).focus({ preventScroll: true }),
    });
  }

  keyOf(key) {
    return this.log.querySelector(`[data-key="${key}"]`);
  }

  async send() {
    const text = this.box.value.trim();
    if (!text) return;
    const editing = this.editing;
    this.box.value = "";
    this.stopEditing();
    const done = editing
      ? await this.act("edits", { message_id: editing, text })
      : await this.act("types", { text });
    if (!done && !this.box.value) { this.box.value = text; this.grow(); }
  }

  edit(message) {
    this.editing = message.id;
    this.box.value = message.text;
    this.cancel.hidden = false;
    this.grow();
    this.box.focus();
  }

  stopEditing() {
    if (this.editing) this.box.value = "";
    this.editing = null;
    this.cancel.hidden = true;
    this.grow();
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    if (event.key === "Escape" && this.editing) this.stopEditing();
  }

  grow() {
    const lines = Math.min(4, this.box.value.split("\n").length + Math.floor(this.box.value.length / 60));
    this.box.rows = Math.max(1, lines);
  }

  isAtBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

function drawHello(bot) {
  const about = bot.description || bot.about;
  return make("div", { class: "hello" }, make("strong", {}, bot.name),
    make("p", {}, about || "Ketuk Mulai untuk berbicara dengan bot ini."));
}

// Fills a container anew only if its content changed, so that focus is not lost.
function redraw(container, items, draw) {
  const key = JSON.stringify(items);
  if (container.dataset.key === key) return;
  container.dataset.key = key;
  container.replaceChildren(...items.map(draw));
}
