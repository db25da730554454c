// Hazards on one canvas: colour and size by rank, shape by kind, a word where there is room.
//
// The first question is for the worst of the whole community, an address that is the same for
// everybody; only where that was cut off is the box in view asked for as the map moves. A file
// carries its hazards instead; a tap then says what a hazard is.
// Fires "list" {shown, matched, cut}, "pick" {feature} and "trouble" {sentence}.

import { ask } from "./ask.js";
import { stampMark } from "./mark.js";
import { PALETTES, RANKS } from "./marks.js";
import { bandOf, drawDue, longestFirst } from "./overdue.js";
import { address } from "./place.js";
import { isDark, onTheme } from "./theme.js";
import { ready, t } from "./words.js";

const LIMIT = 500;
const REACH = 24; // half of a 48 px target
const WORDS = '600 11.5px -apple-system,"Noto Sans CJK SC",system-ui,"Microsoft YaHei",sans-serif';

export const HazardLayer = L.Renderer.extend({
  options: { pane: "overlayPane", padding: 0.1 },

  /** source: the address to ask, or the answer itself. */
  initialize(source) {
    L.Renderer.prototype.initialize.call(this, {});
    [this.url, this.carried] = typeof source === "string" ? [source, null] : ["", source];
    if (this.carried) this.on("pick", ({ feature }) => feature && !this._map.measuring && import("./said.js").then(({ sayHazard }) => sayHazard(this._map, feature)));
    this.palette = PALETTES[isDark() ? "dark" : "light"];
    this.features = [];
    this.filter = { kinds: null, ranks: null, due: null };
    this.chosen = null;
    onTheme((dark) => { this.palette = PALETTES[dark ? "dark" : "light"]; this.draw(); });
    ready.then(() => this.features.length && this.draw());
  },

  onAdd(map) {
    L.Renderer.prototype.onAdd.call(this, map);
    map.on("moveend", this._moved, this);
    map.on("click", this._tapped, this);
    map.on("mousemove", this._pointed, this);
    // Visits fall due by the clock alone.
    this._ticking = setInterval(() => this.draw(), 60_000);
    this.refresh();
  },

  onRemove(map) {
    clearInterval(this._ticking);
    map.off("moveend", this._moved, this).off("click", this._tapped, this).off("mousemove", this._pointed, this);
    L.Renderer.prototype.onRemove.call(this, map);
  },

  _initContainer() {
    const canvas = (this._container = document.createElement("canvas"));
    canvas.className = "hazards";
    canvas.setAttribute("aria-hidden", "true");
    this._ctx = canvas.getContext("2d");
  },

  _destroyContainer() { this._container.remove(); delete this._container; },
  _updatePaths() {},

  /** Ask again, now; settles when the answer is on the map. */
  async refresh() {
    this._asking?.abort();
    const asking = (this._asking = new AbortController());
    try {
      const answer = this.carried ?? await ask(this._question(), { signal: asking.signal });
      const matched = answer.matched ?? answer.returned ?? answer.features.length;
      this.features = answer.features.filter((feature) => feature.geometry).map(prepared);
      this.matched = matched;
      this.cut = matched === null || matched > answer.features.length;
      this._boxed = this._nextBoxed;
      this.draw();
      performance.mark("yuxun-hazards");
      this.fire("loaded");
    } catch (error) {
      if (error.name !== "AbortError") this.fire("trouble", { sentence: error.sentence || String(error) });
    }
  },

  _question() {
    const parts = [`limit=${LIMIT}`];
    this._nextBoxed = Boolean(this.cut || this._boxed);
    if (this._nextBoxed) {
      const box = this._map.getBounds();
      const west = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((at) => at.toFixed(5));
      parts.push(`bbox=${west.join(",")}`);
      const { kinds, ranks, due } = this.filter;
      if (kinds) parts.push(`kind=${[...kinds].map(encodeURIComponent).join(",")}`);
      if (ranks) parts.push(`rank=${[...ranks].join(",")}`);
      if (due && !due.has("soon")) parts.push("overdue=true");
    }
    return `${address(this.url)}?${parts.join("&")}`;
  },

  _moved() {
    this.tell();
    if (!this.cut && !this._boxed) return;
    clearTimeout(this._soon);
    this._soon = setTimeout(() => this.refresh(), 180);
  },

  /** Show only some: kinds, ranks and due (bands of overdue.js) are Sets or null for all. */
  setFilter(filter) {
    this.filter = filter;
    this.draw();
    if (this.cut || this._boxed) this.refresh();
  },

  /** Ring one hazard by its id, or none. */
  choose(id) {
    this.chosen = id;
    this.draw();
  },

  /** Take in a hazard as it is now (a card's answer), or a new one. */
  put(feature) {
    this.features = this.features.filter((each) => each.properties.id !== feature.properties.id);
    this.features.push(prepared(feature));
    this.features.sort((a, b) => b.properties.rank - a.properties.rank);
    this.draw();
  },

  take(id) {
    this.features = this.features.filter((each) => each.properties.id !== id);
    this.draw();
  },

  _passes({ properties }) {
    const { kinds, ranks, due } = this.filter;
    const { kind, rank } = properties;
    return (!kinds || kinds.has(kind)) && (!ranks || ranks.has(rank)) && (!due || due.has(bandOf(properties)));
  },

  /** Fire "list" with what is in view. */
  tell() {
    const box = this._map?.getBounds();
    const seen = this.features.filter((each) => this._passes(each) && box?.intersects(each.box));
    const shown = this.filter.due ? longestFirst(seen) : seen;
    this.fire("list", { shown, all: this.features.length, matched: this.matched, cut: this.cut });
  },

  draw() {
    this._edition = (this._edition || 0) + 1;
    if (!this._map || !this._container) return;
    this._update();
    this.tell();
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    // An empty canvas of the screen's size costs a tenth of a second on a cheap phone.
    if (!this.features.length && !this._inked) return;
    this._inked = true;
    const size = this._bounds.getSize();
    const dpr = (this._dpr = Math.min(devicePixelRatio || 1, 2.5));
    const canvas = this._container;
    const [w, h] = [Math.round(size.x * dpr), Math.round(size.y * dpr)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w; canvas.height = h;
      canvas.style.width = `${size.x}px`; canvas.style.height = `${size.y}px`;
    }
    L.DomUtil.setPosition(canvas, this._bounds.min);
    const ctx = this._ctx;
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    ctx.translate(-this._bounds.min.x, -this._bounds.min.y);
    this._paint(ctx);
    this.fire("update");
  },

  /** Where everything stands in the view as it is: spots, size of marks, words with their boxes. */
  layout() {
    const map = this._map;
    const zoom = map.getZoom();
    const view = map.getPixelBounds().min;
    const key = [zoom, view.x, view.y, this._edition, this.chosen].join();
    if (this._laid?.key === key) return this._laid;
    const size = map.getSize();
    const [from, to] = [size.multiplyBy(-0.1), size.multiplyBy(1.1)].map((at) => map.containerPointToLayerPoint(at));
    const near = L.bounds(from, to);
    const box = map.getBounds().pad(0.1);
    const inside = this.features.filter((each) => {
      if (!this._passes(each)) return false;
      each.spot = map.latLngToLayerPoint(each.at);
      return near.contains(each.spot) || (each.line && box.intersects(each.box));
    });
    const scale = sizeAt(zoom, inside.length);
    const marks = inside.map(({ spot: { x, y } }) => [x - scale * 0.55, y - scale * 0.55, x + scale * 0.55, y + scale * 0.55]);
    const edge = [map.containerPointToLayerPoint([4, 4]), map.containerPointToLayerPoint(size.subtract([4, 4]))];
    const words = zoom >= 14.75 ? this._words(inside, marks, scale, zoom, edge) : [];
    return (this._laid = { key, inside, scale, zoom, words, taken: [...marks, ...words.map((word) => word.box)] });
  },

  _paint(ctx) {
    const { inside, scale, zoom, words } = this.layout();
    this._spots = inside;
    // Worst first in the list, so worst last on the canvas: nothing lies over it.
    const upwards = [...inside].reverse();
    if (zoom >= 13.5) for (const each of upwards) this._shape(ctx, each, zoom);
    for (const each of upwards) this._mark(ctx, each, scale);
    const chosen = inside.find(({ properties }) => properties.id === this.chosen);
    if (chosen) this._ring(ctx, chosen, scale);
    ctx.font = WORDS;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = this.palette.halo;
    ctx.lineWidth = 3.5;
    ctx.fillStyle = this.palette.ink;
    for (const { text, box: [x, y] } of words) {
      ctx.strokeText(text, x + 2, y + 8);
      ctx.fillText(text, x + 2, y + 8);
    }
  },

  _shape(ctx, { lines, closed, properties }, zoom) {
    if (!lines.length) return;
    const colour = this.palette.ranks[properties.rank];
    ctx.beginPath();
    for (const line of lines) {
      line.forEach((place, i) => {
        const { x, y } = this._map.latLngToLayerPoint(place);
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
    for (const [style, width] of [[this.palette["mark-halo"], wide + 4], [this.palette["mark-edge"], wide + 2], [colour, wide]]) {
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.stroke();
    }
    ctx.strokeStyle = this.palette.rankInks[properties.rank];
    ctx.lineWidth = 1.25;
    ctx.setLineDash([5, 7]);
    ctx.stroke();
    ctx.setLineDash([]);
  },

  _mark(ctx, { spot, properties }, scale) {
    const size = scale * (1 + (properties.rank - 1) * 0.11);
    stampMark(ctx, spot.x, spot.y, size, properties, this.palette, this._dpr);
    const band = bandOf(properties);
    if (band) drawDue(ctx, spot.x, spot.y, size, band, this.palette);
  },

  _ring(ctx, { spot, properties }, scale) {
    const r = scale * (0.72 + (properties.rank - 1) * 0.06) + 3;
    for (const [style, width] of [[this.palette["mark-halo"], 6], [this.palette.accent, 3]]) {
      ctx.beginPath();
      ctx.arc(spot.x, spot.y, r, 0, 7);
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.stroke();
    }
    this._mark(ctx, { spot, properties }, scale);
  },

  /** Code and rank in words beside the marks, where nothing else stands; far out only the worst. */
  _words(inside, marks, scale, zoom, [from, to]) {
    const ctx = this._ctx;
    ctx.font = WORDS;
    const taken = [...marks];
    const found = [];
    const first = inside.find(({ properties }) => properties.id === this.chosen);
    for (const { spot: { x, y }, properties } of first ? [first, ...inside.filter((each) => each !== first)] : inside) {
      const { code, rank } = properties;
      if (zoom < 15.25 && rank < 3) continue;
      const word = RANKS[rank] ? t(RANKS[rank]) : "";
      const text = zoom >= 15.5 ? `${code} ${word}` : zoom >= 15.25 ? code : word;
      const wide = ctx.measureText(text).width;
      const reach = scale * 0.62 + rank + (bandOf(properties) ? 5 : 0);
      const box = [[x + reach, y - 8], [x - reach - wide - 4, y - 8], [x - wide / 2, y + reach], [x - wide / 2, y - reach - 16]]
        .map(([left, top]) => [left, top, left + wide + 4, top + 16])
        .find((each) => each[0] >= from.x && each[2] <= to.x && !taken.some((other) => meets(each, other)));
      if (!box) continue;
      taken.push(box);
      found.push({ text, box });
    }
    return found;
  },

  /** The hazard nearest to a place on the map, within a thumb's reach; null where there is none. */
  near(point) {
    let best = null;
    for (const each of this._spots || []) {
      const far = each.spot.distanceTo(point);
      if (far <= REACH && (!best || far < best.far)) best = { each, far };
    }
    return best?.each || null;
  },

  _tapped(event) {
    const feature = this.near(event.layerPoint);
    this.fire("pick", { feature, latlng: event.latlng });
  },

  _pointed(event) {
    const over = Boolean(this.near(event.layerPoint));
    if (over !== this._over) this._map.getContainer().classList.toggle("over-hazard", (this._over = over));
  },
});

function meets(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

function sizeAt(zoom, many) {
  const size = zoom >= 17 ? 28 : zoom >= 16 ? 24 : zoom >= 15 ? 20 : zoom >= 14 ? 15 : 10;
  return many > 250 ? size * 0.7 : many > 120 ? size * 0.85 : size;
}

/** A feature with what drawing needs: at (its mark's place), lines, closed, box. */
function prepared(feature) {
  const { type, coordinates } = feature.geometry;
  const turned = (line) => line.map(([lon, lat]) => L.latLng(lat, lon));
  const lines = { LineString: () => [turned(coordinates)], MultiLineString: () => coordinates.map(turned),
    Polygon: () => coordinates.map(turned), MultiPolygon: () => coordinates.flat().map(turned) }[type]?.() || [];
  const closed = type.endsWith("Polygon");
  const box = type === "Point" ? L.latLngBounds([turned([coordinates])[0]]) : L.latLngBounds(lines.flat());
  const at = type === "Point" ? box.getCenter() : closed ? box.getCenter() : halfway(lines[0]);
  const properties = { id: feature.id, ...feature.properties };
  return { ...feature, properties, lines, closed, line: !closed && lines.length > 0, box, at };
}

function halfway(line) {
  const steps = line.slice(1).map((place, i) => place.distanceTo(line[i]));
  let left = steps.reduce((sum, step) => sum + step, 0) / 2;
  for (let i = 0; i < steps.length; i += 1) {
    if (left <= steps[i]) {
      const share = left / (steps[i] || 1);
      const [a, b] = [line[i], line[i + 1]];
      return L.latLng(a.lat + (b.lat - a.lat) * share, a.lng + (b.lng - a.lng) * share);
    }
    left -= steps[i];
  }
  return line[0];
}
