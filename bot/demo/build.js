// Makes elements: no innerHTML anywhere, so nothing a person types can become a page.

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function button(label, attributes, ...children) {
  return make("button", { type: "button", ...attributes }, label, ...children);
}

const SHAPES = {
  send: "M4 12l16-8-6 16-3-7z",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  slash: "M5 7h14M5 12h14M5 17h9",
  edit: "M5 19h4L19 9l-4-4L5 15z",
  close: "M6 6l12 12M18 6L6 18",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  window: "M4 5h16v14H4zM4 10h16",
  out: "M8 16L17 7M10 7h7v7",
};

// Icons are drawn, not typed: not every machine has a font with emoji.
export function icon(name) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
