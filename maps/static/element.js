// Making elements without markup: text is always textContent, so nobody's words can be code.

const SVG = "http://www.w3.org/2000/svg";

/** el("button.button.main", {type: "button", onclick}, "text", child, …): a new element.
 *  Attributes: functions become listeners, true/false set or leave out, the rest are strings.
 *  Children: elements, strings, arrays of them; null and false are left out. */
export function el(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

/** One of the icons in templates/icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** An SVG element with attributes and children. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** Say one sentence at the foot of the page, with at most one action; gone after some seconds. */
export function toast(sentence, action = null, onAction = null) {
  document.querySelector(".toast")?.remove();
  const box = el("div.toast", { role: "status" }, el("p", null, sentence));
  if (action) box.append(el("button.button", { type: "button", onclick: () => { box.remove(); onAction(); } }, action));
  document.body.append(box);
  setTimeout(() => box.remove(), action ? 12000 : 6000);
  return box;
}
