/* Line icons in a 24 × 24 box, drawn in the colour of the text around them. */

import { KINDS, OTHER_KIND } from "./marks.js";

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  alarm: "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.4",
  call: "M6 3.5h3l1.6 4.4-2 1.6a11 11 0 0 0 5.9 5.9l1.6-2 4.4 1.6v3c0 1.1-.9 2-2 2A16.5 16.5 0 0 1 4 5.5c0-1.1.9-2 2-2Z",
  check: "M4.5 12.5 10 18 19.5 7",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  follow: "M12 3 19 20l-7-4-7 4Z",
  frame: "M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15",
  here: "M12 2.5V6M12 18v3.5M2.5 12H6M18 12h3.5M12 6.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1",
  next: "M9.5 6l6 6-6 6",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.4-4 3-6 6.500-6s6.100 2 6.500 6M16 4.900a3.500 3.500 0 0 1 0 6.300M18 14.600c2 .8 3.200 2.700 3.500 5.400",
  rain: "M7 15.500a4.500 4.500 0 0 1 .4-9A6 6 0 0 1 18.800 8a3.800 3.800 0 0 1-.3 7.500M8.500 18.500l-1 2.500M12.500 18.500l-1 2.500M16.500 18.500l-1 2.500",
  thunder: "M13 3 5.500 13.500H11L9.500 21 18 10h-5.500Z",
  up: "M6 14.500l6-6 6 6",
  wind: "M3 9h11a2.800 2.800 0 1 0-2.700-3.600M3 13h15a2.800 2.800 0 1 1-2.700 3.600M3 17h7",
};

function drawn(d, name) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("class", `i ${name}`);
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  icon.append(path);
  return icon;
}

/** The icon of that name, as an SVG element hidden from screen readers. */
export function icon(name) {
  return drawn(ICONS[name], `i-${name}`);
}

/** The glyph of a hazard's kind. */
export function kindGlyph(kind) {
  return drawn((KINDS[kind] ?? OTHER_KIND).glyph, "i-kind");
}
