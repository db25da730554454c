// Hazards one by one: where each stands in the view, which words have room, and how it is drawn.

import { stampMark } from "./mark.js";
import { RANKS } from "./marks.js";
import { oneWay } from "./one_way.js";
import { bandOf, drawDue, longestFirst } from "./overdue.js";
import { t } from "./words.js";

export { once, placed } from "./hazard_places.js";
export { bandOf, longestFirst };

const WORDS = '600 11.5px -apple-system,"Noto Sans CJK SC",system-ui,"Microsoft YaHei",sans-serif';
const BUCKET = 80;
const widths = new Map();

/** Where everything stands in the view as it is: spots, size of marks, words with their boxes. */
export function laid(map, features, chosen, ctx) {
  const zoom = map.getZoom();
  const size = map.getSize();
  const [from, to] = [size.multiplyBy(-0.1), size.multiplyBy(1.1)].map((at) => map.containerPointToLayerPoint(at));
  const near = L.bounds(from, to);
  const box = map.getBounds().pad(0.1);
  const inside = features.filter((each) => {
    each.spot = map.latLngToLayerPoint(each.at);
    return near.contains(each.spot) || (each.line && box.intersects(each.box));
  });
  const scale = sizeAt(zoom, inside.length);
  const marks = inside.map(({ spot: { x, y } }) => [x - scale * 0.55, y - scale * 0.55, x + scale * 0.55, y + scale * 0.55]);
  const edge = [map.containerPointToLayerPoint([4, 4]), map.containerPointToLayerPoint(size.subtract([4, 4]))];
  const words = zoom >= 14.75 ? wordsFor(ctx, inside, marks, { scale, zoom, chosen, edge }) : [];
  return { inside, scale, zoom, words, taken: [...marks, ...words.map((word) => word.box)] };
}

function sizeAt(zoom, many) {
  const size = zoom >= 17 ? 28 : zoom >= 16 ? 24 : zoom >= 15 ? 20 : zoom >= 14 ? 15 : 10;
  return many > 250 ? size * 0.7 : many > 120 ? size * 0.85 : size;
}

/** Code and rank in words beside the marks, where nothing else stands; far out only the worst. */
function wordsFor(ctx, inside, marks, { scale, zoom, chosen, edge: [from, to] }) {
  ctx.font = WORDS;
  const taken = new Taken(marks);
  const found = [];
  const first = inside.find(({ properties }) => properties.id === chosen);
  for (const { spot: { x, y }, properties } of first ? [first, ...inside.filter((each) => each !== first)] : inside) {
    const { code, rank } = properties;
    if (zoom < 15.25 && rank < 3) continue;
    const word = RANKS[rank] ? t(RANKS[rank]) : "";
    const text = (zoom >= 15.5 ? [oneWay(code), word] : [zoom >= 15.25 ? oneWay(code) : word]).filter(Boolean).join(" ");
    if (!text) continue;
    const wide = widthOf(ctx, text);
    const reach = scale * 0.62 + rank + (bandOf(properties) ? 5 : 0);
    const box = [[x + reach, y - 8], [x - reach - wide - 4, y - 8], [x - wide / 2, y + reach], [x - wide / 2, y - reach - 16]]
      .map(([left, top]) => [left, top, left + wide + 4, top + 16])
      .find((each) => each[0] >= from.x && each[2] <= to.x && taken.leaves(each));
    if (!box) continue;
    taken.add(box);
    found.push({ text, box });
  }
  return found;
}

function widthOf(ctx, text) {
  if (!widths.has(text)) {
    if (widths.size > 4000) widths.clear();
    widths.set(text, ctx.measureText(text).width);
  }
  return widths.get(text);
}

/** Boxes that are taken, in buckets: a word asks only its neighbours. */
class Taken {
  constructor(boxes) {
    this.buckets = new Map();
    for (const box of boxes) this.add(box);
  }

  *keys([left, top, right, bottom]) {
    for (let x = Math.floor(left / BUCKET); x <= Math.floor(right / BUCKET); x += 1) {
      for (let y = Math.floor(top / BUCKET); y <= Math.floor(bottom / BUCKET); y += 1) yield x * 100_003 + y;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      const bucket = this.buckets.get(key);
      if (bucket) bucket.push(box); else this.buckets.set(key, [box]);
    }
  }

  leaves(box) {
    for (const key of this.keys(box)) {
      if (this.buckets.get(key)?.some((other) => meets(box, other))) return false;
    }
    return true;
  }
}

function meets(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

/** Draw what was laid out, in steps. look: {palette, dpr, chosen}; toPoint: a place's layer point. */
export function* paint(ctx, { inside, scale, zoom, words }, look, toPoint) {
  // Worst first in the list, so worst last on the canvas: nothing lies over it.
  const upwards = [...inside].reverse();
  if (zoom >= 13.5) {
    const shapes = upwards.filter(({ lines }) => lines.length);
    for (const [i, each] of shapes.entries()) {
      shape(ctx, each, zoom, look.palette, toPoint);
      if (i % 6 === 5) yield;
    }
  }
  for (const [i, each] of upwards.entries()) {
    mark(ctx, each, scale, look);
    if (i % 16 === 15) yield;
  }
  const chosen = inside.find(({ properties }) => properties.id === look.chosen);
  if (chosen) ring(ctx, chosen, scale, look);
  yield;
  ctx.font = WORDS;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.strokeStyle = look.palette.halo;
  ctx.lineWidth = 3.5;
  ctx.fillStyle = look.palette.ink;
  for (const [i, { text, box: [x, y] }] of words.entries()) {
    ctx.strokeText(text, x + 2, y + 8);
    ctx.fillText(text, x + 2, y + 8);
    if (i % 12 === 11) yield;
  }
}

function shape(ctx, { lines, closed, properties }, zoom, palette, toPoint) {
  const colour = palette.ranks[properties.rank] || palette.label;
  ctx.beginPath();
  for (const line of lines) {
    line.forEach((place, i) => {
      const { x, y } = toPoint(place);
      if (i) ctx.lineTo(x, y); else ctx.moveTo(x, y);
    });
    if (closed) ctx.closePath();
  }
  ctx.lineJoin = ctx.lineCap = "round";
  if (closed) {
    ctx.globalAlpha = 0.38;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1.75;
    ctx.strokeStyle = colour;
    ctx.stroke();
    return;
  }
  const wide = zoom >= 17 ? 8 : zoom >= 15 ? 5.5 : 3.5;
  for (const [style, width] of [[palette["mark-halo"], wide + 4], [palette["mark-edge"], wide + 2], [colour, wide]]) {
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.strokeStyle = palette.rankInks[properties.rank] || palette.halo;
  ctx.lineWidth = 1.25;
  ctx.setLineDash([5, 7]);
  ctx.stroke();
  ctx.setLineDash([]);
}

function mark(ctx, { spot, properties }, scale, { palette, dpr }) {
  const size = scale * (1 + (Math.max(properties.rank, 1) - 1) * 0.11);
  stampMark(ctx, spot.x, spot.y, size, properties, palette, dpr);
  const band = bandOf(properties);
  if (band) drawDue(ctx, spot.x, spot.y, size, band, palette);
}

function ring(ctx, each, scale, look) {
  const { spot, properties } = each;
  const r = scale * (0.72 + (Math.max(properties.rank, 1) - 1) * 0.06) + 3;
  for (const [style, width] of [[look.palette["mark-halo"], 6], [look.palette.accent, 3]]) {
    ctx.beginPath();
    ctx.arc(spot.x, spot.y, r, 0, 7);
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  mark(ctx, each, scale, look);
}
