// Too many hazards for single marks: how many stand in each cell of a grid (geo/groups.py), as a
// sheaf with their number, in the colour of the worst among them, with its word and how many.
//
// Four cells of one zoom make one of the zoom before, so nothing is asked when the map moves out.

import { PALETTES, RANKS } from "./marks.js";
import { drawSign } from "./overdue.js";
import { number, t } from "./words.js";

const CELL_PX = 64;
const FACE = '-apple-system,"Noto Sans CJK SC",system-ui,"Microsoft YaHei",sans-serif';
const COUNT = `700 14px ${FACE}`;
const WORD = `600 10.5px ${FACE}`;
const HIGH = 38;
const widths = new Map();

/** The most cells that a view of so many pixels needs at its zoom. */
export function cellsFor({ x, y }, zoom) {
  const side = CELL_PX * 2 ** (zoom - Math.floor(zoom));
  return Math.min(1000, (Math.ceil(x / side) + 2) * (Math.ceil(y / side) + 2));
}

/** What the server told: its cells, and where they are known. whole: everywhere. */
export class Groups {
  constructor({ zoom, column, row, columns, rows, kinds, cells }, whole) {
    Object.assign(this, { zoom, column, row, columns, rows, whole });
    this.byZoom = new Map();
    this.byZoom.set(zoom, cells.map(([right, down, lon, lat, overdue, ...counts]) => group(zoom, column + right, row + down, {
      lon, lat, overdue, ranks: counts.slice(0, 4), kinds: Object.fromEntries(kinds.map((kind, i) => [kind, counts[4 + i]])),
    })));
    this.count = this.at(zoom).reduce((sum, each) => sum + each.count, 0);
  }

  /** Whether the view of a map needs no other answer: these are fine enough, reach as far, and
   *  more stand in view than there is room for. */
  serves(map, room) {
    const zoom = map.getZoom();
    if (this.zoom < Math.floor(zoom)) return false;
    const { min, max } = map.getPixelBounds();
    const side = CELL_PX * 2 ** (zoom - this.zoom);
    const [left, top] = [this.column * side, this.row * side];
    const reach = this.whole || (left <= min.x && top <= min.y && left + this.columns * side >= max.x && top + this.rows * side >= max.y);
    const seen = (each) => (each.column + 1) * side > min.x && each.column * side < max.x && (each.row + 1) * side > min.y && each.row * side < max.y;
    return reach && this.at(this.zoom).reduce((sum, each) => sum + (seen(each) ? each.count : 0), 0) > room;
  }

  /** The groups for a zoom: those told, or four in one for each step that it is farther out. */
  at(zoom) {
    const wanted = Math.max(0, Math.min(this.zoom, Math.floor(zoom)));
    if (!this.byZoom.has(wanted)) this.byZoom.set(wanted, merged(this.at(wanted + 1)));
    return this.byZoom.get(wanted);
  }
}

function group(zoom, column, row, { lon, lat, overdue, ranks, kinds }) {
  const worst = ranks.findLastIndex ? ranks.findLastIndex(Boolean) + 1 : 4 - [...ranks].reverse().findIndex(Boolean);
  const count = ranks.reduce((sum, n) => sum + n, 0);
  return { key: `${zoom}/${column}/${row}`, zoom, column, row, lon, lat, overdue, ranks, kinds, count, worst, worstCount: ranks[worst - 1] };
}

function merged(fine) {
  const found = new Map();
  for (const each of fine) {
    const [column, row] = [each.column >> 1, each.row >> 1];
    const key = `${column} ${row}`;
    const into = found.get(key) || { zoom: each.zoom - 1, column, row, lon: 0, lat: 0, n: 0, overdue: 0, ranks: [0, 0, 0, 0], kinds: {} };
    into.lon += each.lon * each.count;
    into.lat += each.lat * each.count;
    into.n += each.count;
    into.overdue += each.overdue;
    each.ranks.forEach((n, i) => { into.ranks[i] += n; });
    for (const [kind, n] of Object.entries(each.kinds)) into.kinds[kind] = (into.kinds[kind] || 0) + n;
    found.set(key, into);
  }
  return [...found.values()].map((each) => group(each.zoom, each.column, each.row, { ...each, lon: each.lon / each.n, lat: each.lat / each.n }));
}

/** The worst first, and of those the ones with the most of it: the order of the list. */
export function worstFirst(groups) {
  return [...groups].sort((a, b) => b.worst - a.worst || b.worstCount - a.worstCount || b.count - a.count || a.row - b.row || a.column - b.column);
}

/** "12 severe": how many of the worst rank there are. */
export function worstWord({ worst, worstCount }) {
  return t("{n} {rank}", { n: number(worstCount), rank: t(RANKS[worst]).toLowerCase() });
}

/** The groups near the view, each with its sheaf's box in layer points. No two boxes meet: each
 *  stays inside its own cell. */
export function placed(map, groups, ctx) {
  const zoom = map.getZoom();
  const origin = map.getPixelOrigin();
  const { min, max } = map.getPixelBounds();
  return groups.at(zoom).flatMap((each) => {
    const side = CELL_PX * 2 ** (zoom - each.zoom);
    const [left, top] = [each.column * side, each.row * side];
    if (left > max.x + side || top > max.y + side || left + 2 * side < min.x || top + 2 * side < min.y) return [];
    const wide = widthOf(ctx, each);
    const { x, y } = map.project([each.lat, each.lon], zoom);
    const at = L.point(inside(x, left, side, wide / 2 + 3, min.x, max.x), inside(y, top, side, HIGH / 2 + 3, min.y, max.y)).subtract(origin);
    return [{ ...each, at, box: [at.x - wide / 2, at.y - HIGH / 2, at.x + wide / 2, at.y + HIGH / 2] }];
  });
}

/** Where a sheaf's middle stands on one axis: in its cell, and where it can in the view as well. */
function inside(at, from, side, half, viewFrom, viewTo) {
  if (side < 2 * half) return from + side / 2;
  const [least, most] = [from + half, from + side - half];
  const seen = Math.min(viewTo - half - 3, Math.max(viewFrom + half, at));
  return Math.min(most, Math.max(least, seen));
}

function widthOf(ctx, each) {
  const of = (font, text) => {
    const key = `${font} ${text}`;
    if (!widths.has(key)) { ctx.font = font; widths.set(key, ctx.measureText(text).width); }
    return widths.get(key);
  };
  return Math.max(40, of(COUNT, number(each.count)) + 14, of(WORD, worstWord(each)) + 10);
}

/** Draw the sheaves, in steps. */
export function* paint(ctx, all, palette = PALETTES.light) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const [i, each] of all.entries()) {
    sheaf(ctx, each, palette);
    if (i % 8 === 7) yield;
  }
}

// Three sheets, one upon the other: never the outline of a single mark.
function sheaf(ctx, each, palette) {
  const { box: [left, top, right, bottom], at } = each;
  const [wide, high] = [right - left, bottom - top];
  ctx.lineJoin = "round";
  for (const step of [3, 0]) {
    for (const [style, width] of [[palette["mark-halo"], 4.5], [palette["mark-edge"], 1.25]]) {
      ctx.beginPath();
      if (ctx.roundRect) ctx.roundRect(left + step, top + step, wide, high, 9);
      else ctx.rect(left + step, top + step, wide, high);
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.stroke();
    }
    ctx.fillStyle = palette.ranks[each.worst];
    ctx.fill();
  }
  ctx.fillStyle = palette.rankInks[each.worst];
  ctx.font = COUNT;
  ctx.fillText(number(each.count), at.x, at.y - 7);
  ctx.font = WORD;
  ctx.fillText(worstWord(each), at.x, at.y + 9);
  if (each.overdue) drawSign(ctx, right - 2, top + 2, "late", palette);
}

/** The group at a place on the map, or null; its sheaf is a target of 48 pixels at least. */
export function groupAt(all, { x, y }) {
  return all.find(({ at, box: [left, top, right, bottom] }) => {
    const [across, up] = [Math.max(24, (right - left) / 2), Math.max(24, (bottom - top) / 2)];
    return Math.abs(x - at.x) <= across && Math.abs(y - at.y) <= up;
  }) || null;
}

/** Bring a group's cell so near that it falls apart. */
export function open(map, { zoom, column, row }, paddings) {
  const corner = (right, down) => map.unproject([(column + right) * CELL_PX, (row + down) * CELL_PX], zoom);
  const cell = L.latLngBounds(corner(0, 1), corner(1, 0));
  map.fitBounds(cell, { ...paddings, maxZoom: 18.5 });
}
