// The queues as tables; a row that is new or changed lights up for a moment.

import { make } from "/build.js";
import { get } from "/wire.js";

const PAUSE = 350; // the panel is fetched at most about three times a second
const IDLE = 3000; // and now and then by itself: the bot moves without any phone looking different

export class Panel {
  constructor(node, fold) {
    this.node = node;
    this.fold = fold;
    this.seen = new Map(); // section -> set of rows drawn before
    fold.hidden = false;
    this.open = window.matchMedia("(min-width: 760px)").matches;
    fold.addEventListener("click", () => { this.open = !this.open; this.show(); });
    this.show();
    setInterval(() => this.soon(), IDLE);
  }

  show() {
    this.node.hidden = !this.open;
    this.fold.setAttribute("aria-expanded", String(this.open));
    if (this.open) this.soon();
  }

  soon() {
    if (!this.open || this.timer || document.hidden) return;
    this.timer = setTimeout(async () => {
      try { this.draw(await get("/controls/panel")); } catch { /* the next change tries again */ }
      this.timer = 0;
    }, PAUSE);
  }

  draw({ counts = {}, ...sections }) {
    const key = JSON.stringify([counts, sections]);
    if (key === this.key) return;
    this.key = key;
    const scrolled = [...this.node.querySelectorAll(".scroll")].map((node) => node.scrollTop);
    const shown = Object.entries(sections).filter(([, section]) => Array.isArray(section?.rows));
    this.node.replaceChildren(...shown.map(([name, section]) => this.section(name, section, counts[name])));
    this.node.querySelectorAll(".scroll").forEach((node, index) => { node.scrollTop = scrolled[index] ?? 0; });
  }

  section(name, { title, columns, rows }, count) {
    const before = this.seen.get(name);
    this.seen.set(name, new Set(rows.map((row) => JSON.stringify(row))));
    const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
    const body = rows.map((row) => {
      const fresh = before && !before.has(JSON.stringify(row));
      return make("tr", { class: fresh ? "fresh" : undefined }, ...row.map((cell) => make("td", {}, cell)));
    });
    if (!rows.length) body.push(make("tr", {}, make("td", { colspan: columns.length, class: "none" }, "Kosong")));
    const number = count === undefined ? null : make("span", { class: "count" }, String(count));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
    return make("section", { class: "queue", "aria-label": title }, make("h2", {}, title, number),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table));
  }
}
