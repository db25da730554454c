// One hazard's mark, on canvas and as SVG: the kind is the shape and its glyph, the rank is the
// colour and the size; the word stands beside it wherever there is room.

import { KINDS, OTHER_KIND, SHAPES } from "./marks.js";

const paths = new Map();
const stamps = new Map();

function path(text) {
  if (!paths.has(text)) paths.set(text, new Path2D(text));
  return paths.get(text);
}

/** How a kind is drawn; a kind that came by configuration gets the diamond. */
export function look(kind) {
  const found = KINDS[kind] || OTHER_KIND;
  return { ...found, ...SHAPES[found.shape] };
}

/** Draw a mark as `drawMark` does, from a picture made once for each look; 500 cost little. */
export function stampMark(ctx, x, y, size, { kind, rank, draft, status }, palette, dpr) {
  const whole = Math.round(size * 2) / 2;
  const key = [kind, rank, whole, draft, status === "resolved", palette.land, dpr].join();
  const side = whole + 10;
  if (!stamps.has(key)) {
    const stamp = document.createElement("canvas");
    stamp.width = stamp.height = Math.ceil(side * dpr);
    const ink = stamp.getContext("2d");
    ink.scale(dpr, dpr);
    drawMark(ink, side / 2, side / 2, whole, { kind, rank, draft, faint: status === "resolved" }, palette);
    if (stamps.size > 200) stamps.clear();
    stamps.set(key, stamp);
  }
  const stamp = stamps.get(key);
  ctx.drawImage(stamp, x - side / 2, y - side / 2, stamp.width / dpr, stamp.height / dpr);
}

/** Draw a mark with its middle at (x, y), `size` pixels wide. palette: one of PALETTES. */
export function drawMark(ctx, x, y, size, { kind, rank, draft, faint }, palette) {
  const { path: outline, glyph, solid, glyphAt: [scale, right, down] } = look(kind);
  const k = size / 24;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(k, k);
  ctx.translate(-12, -12);
  ctx.globalAlpha = faint ? 0.45 : 1;
  ctx.lineJoin = "round";
  ctx.strokeStyle = palette["mark-halo"];
  ctx.lineWidth = 4.5 / k;
  ctx.stroke(path(outline));
  ctx.fillStyle = palette.ranks[rank] || palette.label;
  ctx.fill(path(outline));
  ctx.strokeStyle = palette["mark-edge"];
  ctx.lineWidth = 1.25 / k;
  if (draft) ctx.setLineDash([3 / k, 2 / k]);
  ctx.stroke(path(outline));
  if (size >= 15) {
    ctx.setLineDash([]);
    ctx.translate(12 + right, 12 + down);
    ctx.scale(scale, scale);
    ctx.translate(-12, -12);
    ctx.strokeStyle = palette.rankInks[rank] || palette.halo;
    ctx.lineWidth = Math.max(2.1, 1.5 / (k * scale));
    ctx.lineCap = "round";
    ctx.stroke(path(glyph));
    if (solid) { ctx.fillStyle = ctx.strokeStyle; ctx.fill(path(solid)); }
  }
  ctx.restore();
}

/** The same mark for lists and legends; rank 0 is only the shape, for the kind alone. */
export function markSvg(kind, rank = 0) {
  const { path: outline, glyph, solid, glyphAt: [scale, right, down] } = look(kind);
  const transform = `translate(${12 + right} ${12 + down}) scale(${scale}) translate(-12 -12)`;
  const mark = svg("svg", { class: `mark mark-${rank}`, viewBox: "-1 -1 26 26", "aria-hidden": "true" });
  mark.append(
    svg("path", { class: "mark-shape", d: outline }),
    svg("path", { class: "mark-solid", d: solid, transform }),
    svg("path", { class: "mark-glyph", d: glyph, transform }),
  );
  return mark;
}

// element.js has the like, but a phone need not wait for it before it sees hazards.
function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
