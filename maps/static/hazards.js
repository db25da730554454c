// Hazards on one canvas: colour and size by rank, shape by kind, a word where there is room; where
// too many stand in view, how many there are in each part of it instead.
//
// The first question is for the worst of the whole community, an address that is the same for
// everybody; only where that was cut off is the box in view asked for as the map moves. A file
// carries its hazards instead; a tap then says what a hazard is.
// Fires "list" {shown, grouped, all, matched, cut}, "pick" {feature} and "trouble" {sentence}.

import { ask } from "./ask.js";
import { PALETTES } from "./marks.js";
import { address, edges } from "./place.js";
import { SteppedLayer } from "./stepped.js";
import { isDark, onTheme } from "./theme.js";
import { ready, t } from "./words.js";

const LIMIT = 500;
const CELLS = 150; // of the whole community, in the first question
const MARK_AREA = 1000; // pixels of the map that a single mark needs to be read
const CALM = 0.8; // single marks come back only where clearly fewer stand: no to and fro
const SINGLE_ZOOM = 18; // from here on single ones, and the worst where there are too many
const REACH = 24; // half of a 48 px target
const NOTHING = { inside: [], words: [], groups: [], taken: [] };

// How single ones are placed and drawn comes beside the first answer: the map need not wait for it.
let marks = null;
const drawing = import("./hazard_marks.js").then((module) => { marks = module; });
drawing.catch(() => {}); // said by who asks

export const HazardLayer = SteppedLayer.extend({
  options: { pane: "overlayPane", padding: 0.1 },

  /** source: the address to ask, or the answer itself. */
  initialize(source) {
    L.Renderer.prototype.initialize.call(this, {});
    [this.url, this.carried] = typeof source === "string" ? [source, null] : ["", source];
    if (this.carried) this.on("trouble", ({ sentence }) => import("./said.js").then(({ sayTrouble }) => sayTrouble(this._map, sentence)));
    if (this.carried) this.on("pick", ({ feature }) => feature && !this._map.measuring && import("./said.js").then(({ sayHazard }) => sayHazard(this._map, feature)));
    this.palette = PALETTES[isDark() ? "dark" : "light"];
    this.features = [];
    /** How many stand where (hazard_groups.js), instead of features; null while single ones are shown. */
    this.groups = null;
    this.filter = { kinds: null, ranks: null, due: null };
    this.chosen = null;
    onTheme((dark) => { this.palette = PALETTES[dark ? "dark" : "light"]; this.draw(); });
    ready.then(() => (this.features.length || this.groups) && this.draw());
  },

  onAdd(map) {
    SteppedLayer.prototype.onAdd.call(this, map);
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
    SteppedLayer.prototype.onRemove.call(this, map);
  },

  _sheet() {
    const canvas = document.createElement("canvas");
    canvas.className = "hazards";
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  },

  /** Ask again, now; settles when the answer is on the map. */
  async refresh() {
    this._asking?.abort();
    const asking = (this._asking = new AbortController());
    try {
      const { signal } = asking;
      const [question, boxed] = this.carried ? ["", false] : this._question();
      const [answer] = await Promise.all([this.carried ?? ask(question, { signal }), drawing]);
      const grouping = answer.groups && (this._grouping = await import("./hazard_groups.js"));
      if (signal.aborted) return;
      this.groups = answer.groups ? new grouping.Groups(answer.groups, !boxed) : null;
      const picked = answer.groups ? this.features.filter(({ properties }) => properties.id === this.chosen) : [];
      const { drawn, left } = marks.placed(answer.features);
      this.features = [...drawn, ...picked];
      this.matched = answer.matched ?? answer.returned ?? answer.features.length;
      this.cut = this.matched === null || this.matched > answer.features.length;
      this._boxed = boxed;
      this.once("update", () => performance.mark("yuxun-hazards"));
      this.draw();
      this.fire("loaded");
      if (left) await ready.then(() => this.fire("trouble", { sentence: t("Hazards of this map whose shape cannot be read, so that they are not drawn: {n}.", { n: left }) }));
    } catch (error) {
      if (error.name !== "AbortError") this.fire("trouble", { sentence: error.sentence || String(error) });
    }
  },

  /** [address, whether it asks for the box in view only]. */
  _question() {
    const map = this._map;
    const boxed = Boolean(this.cut || this._boxed);
    const parts = boxed ? [] : [`limit=${LIMIT}`, `cells=${CELLS}`];
    if (boxed) {
      const box = map.getBounds();
      const size = map.getSize();
      parts.push(`limit=${this._room()}`);
      if (this._grouping && map.getZoom() < SINGLE_ZOOM) parts.push(`cells=${this._grouping.cellsFor(size, map.getZoom())}`);
      parts.push(`bbox=${[box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((at) => at.toFixed(5)).join(",")}`);
      const { kinds, ranks, due } = this.filter;
      if (kinds) parts.push(`kind=${[...kinds].map(encodeURIComponent).join(",")}`);
      if (ranks) parts.push(`rank=${[...ranks].join(",")}`);
      if (due) parts.push(`due=${[...due].join(",")}`);
    }
    return [`${address(this.url)}?${parts.join("&")}`, boxed];
  },

  /** How many single marks the view has room for. */
  _room() {
    const { x, y } = this._map.getSize();
    const calm = this.groups && this._map.getZoom() < SINGLE_ZOOM ? CALM : 1;
    return Math.round(Math.min(LIMIT, (x * y) / MARK_AREA) * calm);
  },

  _moved() {
    this.tell();
    if (!this.cut && !this._boxed) return;
    if (this.groups && this._map.getZoom() < SINGLE_ZOOM && this.groups.serves(this._map, this._room())) return;
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
    if (this.groups && !id) this.features = [];
    this.draw();
  },

  /** Take in a hazard as it is now (a card's answer), or a new one. */
  put(feature) {
    this.features = this.features.filter((each) => each.properties.id !== feature.properties.id);
    this.features.push(...marks.placed([feature]).drawn);
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
    return (!kinds || kinds.has(kind)) && (!ranks || ranks.has(rank)) && (!due || due.has(marks.bandOf(properties)));
  },

  /** Fire "list" with what is in view: hazards, or groups of them. */
  tell() {
    if (!marks) return;
    const { all, matched, cut } = { all: marks.once(this.features).length, matched: this.matched, cut: this.cut };
    if (this.groups && this._map) {
      const seen = L.bounds(this._map.containerPointToLayerPoint([0, 0]), this._map.containerPointToLayerPoint(this._map.getSize()));
      const shown = this._grouping.worstFirst(this.layout().groups.filter((each) => seen.contains(each.at)));
      return void this.fire("list", { shown, grouped: true, all: this.groups.whole ? this.groups.count : 0, matched, cut });
    }
    const box = this._map?.getBounds();
    const seen = marks.once(this.features.filter((each) => this._passes(each) && box?.intersects(each.box)));
    const shown = this.filter.due ? marks.longestFirst(seen) : seen;
    this.fire("list", { shown, grouped: false, all, matched, cut });
  },

  draw() {
    this._edition = (this._edition || 0) + 1;
    if (!this._map || !this._container) return;
    this._update();
    this.tell();
  },

  // An empty canvas of the screen's size costs a tenth of a second on a cheap phone.
  _wanted() {
    return Boolean(this.features.length || this.groups || this._pictured);
  },

  /** Where everything stands in the view as it is: spots, size of marks, words with their boxes. */
  layout() {
    if (!marks) return NOTHING;
    const map = this._map;
    const view = map.getPixelBounds().min;
    const key = [map.getZoom(), view.x, view.y, this._edition, this.chosen].join();
    if (this._laid?.key === key) return this._laid;
    const ctx = (measuring ||= document.createElement("canvas").getContext("2d"));
    const single = marks.laid(map, this.features.filter((each) => this._passes(each)), this.chosen, ctx);
    const groups = this.groups ? this._grouping.placed(map, this.groups, ctx) : [];
    return (this._laid = { ...single, key, groups, taken: [...single.taken, ...groups.map((each) => each.box)] });
  },

  *_drawn(ctx, { bounds: { min }, dpr }) {
    const laidOut = this.layout();
    const origin = this._map.getPixelOrigin();
    const zoom = this._map.getZoom();
    ctx.translate(-min.x, -min.y);
    if (laidOut.groups.length) yield* this._grouping.paint(ctx, laidOut.groups, this.palette);
    yield* marks.paint(ctx, laidOut, { palette: this.palette, dpr, chosen: this.chosen }, (place) => this._map.project(place, zoom).subtract(origin));
  },

  /** The hazard nearest to a place on the map, within a thumb's reach; null where there is none. */
  near(point) {
    let best = null;
    for (const each of this.layout().inside) {
      const far = each.spot.distanceTo(point);
      if (far <= REACH && (!best || far < best.far)) best = { each, far };
    }
    return best?.each || null;
  },

  /** Come so near to a group (of the list or the map) that it falls apart. */
  open(group) {
    this._grouping.open(this._map, group, edges(this._map.getContainer()));
  },

  _tapped(event) {
    const feature = this.near(event.layerPoint);
    const group = !feature && this.groups && this._grouping.groupAt(this.layout().groups, event.layerPoint);
    if (group && !document.body.dataset.placing) return void this.open(group);
    this.fire("pick", { feature, latlng: event.latlng });
  },

  _pointed(event) {
    const over = Boolean(this.near(event.layerPoint) || (this.groups && this._grouping.groupAt(this.layout().groups, event.layerPoint)));
    if (over !== this._over) this._map.getContainer().classList.toggle("over-hazard", (this._over = over));
  },
});

let measuring = null;
