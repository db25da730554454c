// Names on the base map: streets along their lines, 楼号 on buildings, water, parks, gates.
// What does not fit without touching another name is left out.

import { lang } from "./words.js";

const FONT = '-apple-system,"Noto Sans CJK SC",system-ui,"Microsoft YaHei",sans-serif';
const CJK = /[\u3400-\u9fff]/;
const chains = new WeakMap();
const widths = new Map();

/** Write every name that fits, in steps. view: as GroundLayer._view makes it; canvas in CSS pixels.
 *  avoid: boxes [left, top, right, bottom] that marks above the base map take. */
export function* write(ctx, ground, view, colours, avoid = []) {
  const taken = [...avoid];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  const paint = { ctx, view, colours, taken, said: new Map() };
  offices(paint, ground);
  if (view.zoom >= 15.75) gates(paint, ground);
  areaNames(paint, ground.water, colours["water-label"], 14);
  areaNames(paint, ground.parks, colours["park-label"], 14.5);
  yield;
  yield* streetNames(paint, ground);
  if (view.zoom >= 16) yield* numbers(paint, ground);
}

function nameOf({ name, nameEn, n, e }) {
  return (lang === "en" && (nameEn || e)) || name || n || "";
}

function textWidth(ctx, font, text) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    if (widths.size > 4000) widths.clear();
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

function free(taken, box) {
  return !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
}

function onScreen({ size }, x, y) {
  return x > -20 && y > -20 && x < size.x + 20 && y < size.y + 20;
}

/** Whether the same name stands near already; notes it where it does not. */
function saidNear({ said }, name, x, y, far = 220) {
  const places = said.get(name) || [];
  if (places.some((place) => Math.hypot(place.x - x, place.y - y) < far)) return true;
  said.set(name, [...places, { x, y }]);
  return false;
}

/** One upright line of text around (x, y), if it is free; whether it was written. */
function upright({ ctx, view, colours, taken }, text, x, y, { px, weight = 500, colour, halo = 3, pad = 3 }) {
  if (!onScreen(view, x, y)) return false;
  ctx.font = `${weight} ${px}px ${FONT}`;
  const half = textWidth(ctx, ctx.font, text) / 2;
  const box = [x - half - pad, y - px * 0.65 - pad, x + half + pad, y + px * 0.65 + pad];
  if (!free(taken, box)) return false;
  taken.push(box);
  if (halo) {
    ctx.strokeStyle = colours.halo;
    ctx.lineWidth = halo;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  return true;
}

function areaNames(paint, areas, colour, from) {
  const { view } = paint;
  for (const area of areas) {
    const name = nameOf(area);
    if (!name || view.zoom < from || area.open) continue;
    const [w, n, e, s] = area.box;
    if ((e - w) * view.k < 40 && (s - n) * view.k < 40) continue;
    const at = middle(area);
    const [x, y] = [at.x * view.k + view.x, at.y * view.k + view.y];
    if (onScreen(view, x, y) && !saidNear(paint, name, x, y)) upright(paint, name, x, y, { px: 12, colour });
  }
}

function* numbers(paint, { buildings }) {
  const { view, colours } = paint;
  const px = view.zoom >= 18 ? 13 : view.zoom >= 17 ? 11.5 : 10;
  const [w, n, e, s] = view.box;
  let seen = 0;
  for (const building of buildings) {
    if (!building.number) continue;
    const { box } = building;
    if (box[2] < w || box[0] > e || box[3] < n || box[1] > s) continue;
    if ((seen += 1) % 20 === 0) yield;
    const [wide, high] = [(box[2] - box[0]) * view.k, (box[3] - box[1]) * view.k];
    const short = building.number.replace(lang === "en" ? /号?楼?$/ : /号?楼$/, "");
    const text = wide > 64 && view.zoom >= 17.5 && lang !== "en" ? building.number : short;
    if (wide < 12 || high < 12 || text.length * px * 0.6 > Math.max(wide, high) + 6) continue;
    const at = middle(building);
    upright(paint, text, at.x * view.k + view.x, at.y * view.k + view.y,
      { px, colour: colours.number, halo: 0, pad: 1 });
  }
}

// Two posts and a bar; red posts where it is shut for part of the night.
function gates(paint, { gates: all }) {
  const { ctx, view, colours, taken } = paint;
  for (const gate of all) {
    const [x, y] = [gate.x * view.k + view.x, gate.y * view.k + view.y];
    if (!onScreen(view, x, y)) continue;
    const colour = gate.from ? colours["gate-shut"] : colours.gate;
    ctx.fillStyle = colours.halo;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.roundRect ? ctx.roundRect(x - 7, y - 7, 14, 14, 3) : ctx.rect(x - 7, y - 7, 14, 14);
    ctx.fill();
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 3, y + 4); ctx.lineTo(x - 3, y - 3);
    ctx.moveTo(x + 3, y + 4); ctx.lineTo(x + 3, y - 3);
    ctx.moveTo(x - 4.5, y - 3); ctx.lineTo(x + 4.5, y - 3);
    if (gate.from) { ctx.moveTo(x - 3, y + 0.5); ctx.lineTo(x + 3, y + 0.5); }
    ctx.stroke();
    taken.push([x - 9, y - 9, x + 9, y + 9]);
    const hours = gate.from ? ` ${gate.from}–${gate.to}` : "";
    const name = nameOf(gate);
    if (view.zoom >= 17.25 && (name || hours)) {
      upright(paint, `${name}${hours}`, x, y + 18, { px: 11, colour });
    }
  }
}

function offices(paint, { offices: all }) {
  const { ctx, view, colours, taken } = paint;
  for (const office of all) {
    const [x, y] = [office.x * view.k + view.x, office.y * view.k + view.y];
    if (!onScreen(view, x, y)) continue;
    ctx.fillStyle = colours.halo;
    star(ctx, x, y, 11);
    ctx.fillStyle = colours.office;
    star(ctx, x, y, 8.5);
    taken.push([x - 11, y - 11, x + 11, y + 11]);
    if (view.zoom >= 15) upright(paint, nameOf(office), x, y + 19, { px: 12, weight: 600, colour: colours.office });
  }
}

function star(ctx, x, y, r) {
  ctx.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const [far, turn] = [i % 2 ? r * 0.45 : r, (i * Math.PI) / 5 - Math.PI / 2];
    ctx.lineTo(x + far * Math.cos(turn), y + far * Math.sin(turn));
  }
  ctx.fill();
}

function middle(area) {
  if (area.middle) return area.middle;
  let [x, y, twice] = [0, 0, 0];
  const { points, box } = area;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const cross = points[j] * points[i + 1] - points[i] * points[j + 1];
    twice += cross;
    x += (points[j] + points[i]) * cross;
    y += (points[j + 1] + points[i + 1]) * cross;
  }
  const flat = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
  area.middle = Math.abs(twice) < 1e-6 ? flat : { x: x / (3 * twice), y: y / (3 * twice) };
  return area.middle;
}

const LEAST = { primary: 14, secondary: 14, tertiary: 14.5, residential: 15, living_street: 15.5, pedestrian: 15.5 };

function* streetNames(paint, ground) {
  if (!chains.has(ground)) chains.set(ground, yield* chained(ground.streets));
  const { view, colours } = paint;
  let seen = 0;
  const [w, n, e, s] = view.box;
  for (const chain of chains.get(ground)) {
    if (view.zoom < (LEAST[chain.kind] || 16.25)) continue;
    const { box } = chain;
    if (box[2] < w || box[0] > e || box[3] < n || box[1] > s) continue;
    if ((seen += 1) % 6 === 0) yield;
    along(paint, nameOf(chain), chain.points, { px: view.zoom >= 17 ? 12.5 : 11.5, colour: colours.label });
  }
}

/** Street pieces of one name, joined end to end, the longest first. */
function* chained(streets) {
  const byName = new Map();
  for (const street of streets) {
    if (!street.name && !street.nameEn) continue;
    const key = `${street.name}|${street.nameEn}`;
    if (!byName.has(key)) byName.set(key, []);
    byName.get(key).push({ ...street, points: [...street.points] });
  }
  const all = [];
  for (const pieces of byName.values()) {
    all.push(...joined(pieces));
    yield;
  }
  for (const chain of all) chain.box = boxOf(chain.points);
  return all.sort((a, b) => b.points.length - a.points.length);
}

function joined(pieces) {
  const done = [];
  while (pieces.length) {
    const chain = pieces.pop();
    for (let i = 0; i < pieces.length; i += 1) {
      const points = meet(chain.points, pieces[i].points);
      if (points) { chain.points = points; pieces.splice(i, 1); i = -1; }
    }
    done.push(chain);
  }
  return done;
}

function meet(a, b) {
  const same = (p, i, q, j) => Math.hypot(p[i] - q[j], p[i + 1] - q[j + 1]) < 2;
  const [la, lb] = [a.length - 2, b.length - 2];
  if (same(a, la, b, 0)) return [...a, ...b.slice(2)];
  if (same(a, 0, b, lb)) return [...b, ...a.slice(2)];
  if (same(a, la, b, lb)) return [...a, ...turned(b).slice(2)];
  if (same(a, 0, b, 0)) return [...turned(b), ...a.slice(2)];
  return null;
}

function turned(points) {
  const back = [];
  for (let i = points.length - 2; i >= 0; i -= 2) back.push(points[i], points[i + 1]);
  return back;
}

function boxOf(points) {
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Write a name along a line, once for about every 420 pixels of it. */
function along(paint, text, local, style) {
  const { ctx, view } = paint;
  ctx.font = `500 ${style.px}px ${FONT}`;
  const chars = CJK.test(text) ? [...text] : [text];
  const steps = chars.map((char) => textWidth(ctx, ctx.font, char) + (chars.length > 1 ? 3 : 0));
  const needed = steps.reduce((sum, step) => sum + step, 0);
  const line = { points: local, k: view.k, x: view.x, y: view.y };
  const long = lengthOf(line);
  if (long < needed + 16) return;
  const times = Math.max(1, Math.floor(long / 420));
  for (let i = 0; i < times; i += 1) {
    const start = ((i + 0.5) * long) / times - needed / 2;
    const places = placesOn(line, start, steps);
    if (places) letters(paint, chars, places, style, text);
  }
}

function lengthOf({ points, k }) {
  let long = 0;
  for (let i = 2; i < points.length; i += 2) long += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
  return long * k;
}

/** Where each letter's middle falls on the line and how the line runs there, or null if it bends. */
function placesOn({ points, k, x, y }, start, steps) {
  const at = [];
  let [gone, target, n] = [0, start + steps[0] / 2, 0];
  for (let i = 2; i < points.length && n < steps.length; i += 2) {
    const [dx, dy] = [(points[i] - points[i - 2]) * k, (points[i + 1] - points[i - 1]) * k];
    const long = Math.hypot(dx, dy);
    while (n < steps.length && target <= gone + long) {
      const share = (target - gone) / (long || 1);
      at.push({ x: points[i - 2] * k + x + dx * share, y: points[i - 1] * k + y + dy * share, turn: Math.atan2(dy, dx) });
      target += steps[n] / 2 + (steps[n + 1] ?? 0) / 2;
      n += 1;
    }
    gone += long;
  }
  if (at.length < steps.length) return null;
  const bend = (a, b) => Math.abs(Math.atan2(Math.sin(a.turn - b.turn), Math.cos(a.turn - b.turn)));
  return at.some((place, i) => i && bend(place, at[i - 1]) > 0.5) ? null : at;
}

// Chinese stays upright on a street that runs north and south, as on a street sign; a Latin name
// turns with its street, and never stands on its head.
function letters(paint, chars, places, { px, colour }, text) {
  const { ctx, view, colours, taken } = paint;
  const [first, last] = [places[0], places[places.length - 1]];
  const run = chars.length > 1 ? Math.atan2(last.y - first.y, last.x - first.x) : first.turn;
  const steep = chars.length > 1 && Math.abs(Math.sin(run)) > 0.72;
  const backwards = steep ? last.y < first.y : Math.cos(run) < 0;
  const order = backwards && chars.length > 1 ? [...places].reverse() : places;
  const boxes = order.map(({ x, y, turn }) => {
    const half = chars.length > 1 ? [px * 0.6, px * 0.6] : turnedHalf(ctx, chars[0], turn, px);
    return [x - half[0], y - half[1], x + half[0], y + half[1]];
  });
  if (!order.every(({ x, y }) => onScreen(view, x, y)) || !boxes.every((box) => free(taken, box))) return;
  if (saidNear(paint, text, first.x, first.y)) return;
  taken.push(...boxes);
  for (const pass of ["strokeText", "fillText"]) {
    ctx.strokeStyle = colours.halo;
    ctx.lineWidth = 3;
    ctx.fillStyle = colour;
    order.forEach(({ x, y, turn }, i) => {
      ctx.save();
      ctx.translate(x, y);
      if (!steep) ctx.rotate(Math.cos(turn) < 0 ? turn + Math.PI : turn);
      ctx[pass](chars[i], 0, 0);
      ctx.restore();
    });
  }
}

function turnedHalf(ctx, text, turn, px) {
  const half = textWidth(ctx, ctx.font, text) / 2;
  return [Math.abs(Math.cos(turn)) * half + px * 0.6, Math.abs(Math.sin(turn)) * half + px * 0.6];
}
