// How long a visit is overdue: bands in time, each with a colour, a sign and a word (maps/style.py).

import { now } from "./clock.js";
import { DUE } from "./marks.js";
import { t } from "./words.js";

const HOUR_MS = 3_600_000;
const signs = new Map();

/** "soon", "late", "long" or "never", or "" where the next visit is far off or none is due. */
export function bandOf({ next_due_at: due, last_visited_at: last }) {
  if (!due) return "";
  const hours = (now().getTime() - Date.parse(due)) / HOUR_MS;
  if (hours > 0 && !last) return "never";
  let found = "";
  for (const [band, { from_h: from }] of Object.entries(DUE)) {
    if (band !== "never" && hours > from) found = band;
  }
  return found;
}

/** Whether the visit should have been by now. */
export function isOverdue(properties) {
  return ["late", "long", "never"].includes(bandOf(properties));
}

/** A band's word. */
export function dueWord(band) {
  return t(DUE[band].word);
}

/** For a list by how long visits are overdue: never visited first, then the longest. */
export function longestFirst(features) {
  const at = ({ properties }) => [properties.last_visited_at ? 1 : 0, Date.parse(properties.next_due_at)];
  return [...features].sort((a, b) => at(a)[0] - at(b)[0] || at(a)[1] - at(b)[1] || b.properties.rank - a.properties.rank);
}

/** Draw a band's ring around a mark and its sign at the mark's shoulder; palette: of PALETTES. */
export function drawDue(ctx, x, y, size, band, palette) {
  const { ring } = DUE[band];
  ctx.save();
  ctx.strokeStyle = palette.due[band];
  if (ring) {
    ctx.lineWidth = size < 15 ? ring * 0.6 : ring;
    if (band === "never") ctx.setLineDash([5, 3]);
    ctx.beginPath();
    ctx.arc(x, y, size * 0.66 + ring / 2 + 2, 0, 7);
    ctx.stroke();
  }
  ctx.restore();
  if (size >= 15) drawSign(ctx, x + size * 0.5, y - size * 0.5, band, palette);
}

/** Draw a band's sign alone, with its middle at (x, y). */
export function drawSign(ctx, x, y, band, palette) {
  const { sign } = DUE[band];
  if (!signs.has(sign)) signs.set(sign, new Path2D(sign));
  ctx.save();
  ctx.translate(x - 6, y - 6);
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette["mark-halo"];
  ctx.stroke(signs.get(sign));
  ctx.fillStyle = palette.due[band];
  ctx.fill(signs.get(sign), "evenodd");
  ctx.restore();
}

/** The sign for lists. */
export function dueSvg(band) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["class", `due-sign due-${band}`], ["viewBox", "-1 -1 14 14"], ["aria-hidden", "true"]]) made.setAttribute(name, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("fill-rule", "evenodd");
  path.setAttribute("d", DUE[band].sign);
  made.append(path);
  return made;
}
