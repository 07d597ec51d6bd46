// Draws one message: words with their formatting, a file, time, and the buttons under it.

import { button, icon, make } from "/build.js";
import { size, time } from "/words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const KINDS = {
  photo: "Foto", voice: "Pesan suara", sticker: "Stiker",
  location: "Lokasi", contact: "Kontak", document: "Berkas",
};

// `acts` is what the phone does: tap(message, index, button), open(link), say(text), edit(message).
export function drawBubble(message, acts) {
  const side = message.from_bot ? "theirs" : "mine";
  const who = make("span", { class: "aloud" }, message.from_bot ? "Bot: " : "Pengguna: ");
  const bubble = make("div", { class: "bubble" }, who, ...drawMedia(message));
  const words = make("span", { class: "words" });
  drawSpan(words, message.text, 0, message.text.length, [...message.entities], acts);
  if (message.text) bubble.append(words);
  bubble.append(drawFoot(message, acts));
  return make("div", { class: `message ${side}` }, bubble, drawButtons(message, acts));
}

function drawFoot(message, acts) {
  const foot = make("span", { class: "foot" });
  if (!message.from_bot && message.text && !message.kind) {
    foot.append(button("", { class: "change", "aria-label": "Ubah pesan ini", title: "Ubah",
      onclick: () => acts.edit(message) }, icon("edit")));
  }
  if (message.edited) foot.append(make("span", { class: "edited" }, "diedit"));
  foot.append(make("time", { datetime: message.date }, time(message.date)));
  return foot;
}

function drawMedia(message) {
  if (!message.kind) return [];
  if (message.kind === "new_chat_members") return [];
  const file = message.file;
  const label = message.kind === "document" && file ? file.name : KINDS[message.kind] ?? "Lampiran";
  const chip = make("span", { class: "file" }, icon("file"),
    make("span", { class: "name" }, message.emoji ? `${label} ${message.emoji}` : label));
  if (!file) return [chip];
  chip.append(make("span", { class: "size" }, size(file.size)));
  const address = `/files/${file.id}`;
  const link = make("a", { href: address, download: file.name, class: "download" }, chip);
  // As on a real phone: what is protected cannot be taken out of the chat.
  if (message.kind !== "photo") return [message.protected ? chip : link];
  // The pictures of the demo's own phones are a few bytes that no browser can show: then the chip stays.
  // Width and height keep its place free until it has come, so that nothing jumps.
  const picture = make("img", { src: address, alt: "Foto", width: file.width, height: file.height,
    onerror: () => whole.replaceWith(link) });
  const whole = make("a", { href: address, target: "_blank", rel: "noopener", class: "picture",
    title: "Lihat gambar utuh" }, picture);
  return [whole];
}

function drawSpan(into, text, from, to, entities, acts) {
  let at = from;
  while (entities.length) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const stop = Math.min(entity.offset + entity.length, to);
    if (start >= stop) continue;
    into.append(text.slice(at, start));
    const inner = [];
    while (entities.length && entities[0].offset < stop) inner.push(entities.shift());
    const node = drawEntity(entity, text.slice(start, stop), acts);
    drawSpan(node, text, start, stop, inner, acts);
    into.append(node);
    at = stop;
  }
  into.append(text.slice(at, to));
}

function drawEntity(entity, words, acts) {
  if (entity.type === "text_link") return drawLink(entity.url, acts);
  if (entity.type === "url") return drawLink(words, acts);
  if (entity.type === "bot_command") return button("", { class: "link", onclick: () => acts.say(words) });
  if (entity.type === "spoiler") {
    const hidden = button("", { class: "spoiler", "aria-label": "Teks tersembunyi, ketuk untuk melihat" });
    hidden.addEventListener("click", () => { hidden.classList.add("seen"); hidden.removeAttribute("aria-label"); });
    return hidden;
  }
  return make(TAGS[entity.type] ?? "span");
}

function drawLink(address, acts) {
  return button("", { class: "link", title: address, onclick: () => acts.open(address) });
}

function drawButtons(message, acts) {
  if (!message.buttons.length) return null;
  let index = -1;
  const rows = message.buttons.map((row) => make("div", { class: "row" }, ...row.map((one) => {
    index += 1;
    return drawButton(message, one, index, acts);
  })));
  return make("div", { class: "buttons", role: "group", "aria-label": "Tombol" }, ...rows);
}

function drawButton(message, one, index, acts) {
  const node = button(one.label, {
    class: "key",
    "data-key": `${message.id}/${index}`,
    onclick: () => acts.tap(message, index, one),
  });
  if (one.url) node.append(icon("out"));
  if (one.web_app) {
    node.append(icon("window"));
    node.setAttribute("aria-haspopup", "dialog");
  }
  return node;
}
