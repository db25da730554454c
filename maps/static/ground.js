// The base map on one canvas: our own streets, buildings, water, walls and gates.
//
// The answer is decoded once into paths in a local plane (Web Mercator pixels of zoom 20 from the
// origin), a few for each piece of ground; a redraw only sets the transform and strokes those in
// view, in steps (stepped.js). While fingers move, Leaflet transforms the finished canvas.

import { given } from "./given.js";
import { PALETTES } from "./marks.js";
import { SteppedLayer } from "./stepped.js";
import { isDark, onTheme } from "./theme.js";
import { t } from "./words.js";

// Width in metres, least and most pixels, and from which zoom it is drawn.
const WIDTHS = {
  footway: [2.2, 0.9, 9, 13], steps: [2.6, 1.2, 9, 14], path: [1.8, 0.8, 8, 14],
  cycleway: [2.4, 0.9, 9, 13], track: [2.6, 1, 10, 13], pedestrian: [5, 1.5, 26, 12],
  service: [4.2, 1.4, 24, 12], living_street: [5, 1.6, 26, 12], residential: [7, 2, 40, 11],
  other: [5, 1.5, 26, 12], tertiary: [9, 2.5, 50, 10], secondary: [12, 3, 60, 10],
  primary: [15, 3.5, 70, 10],
};
const ORDER = Object.keys(WIDTHS);
const THIN = new Set(["footway", "path", "cycleway", "track", "steps"]);
const OF_THE_TILES = { water: [], parks: [], streets: [], buildings: [] }; // named by them already
const TOGETHER = 8; // pieces of ground in one step

export const GroundLayer = SteppedLayer.extend({
  options: { pane: "tilePane", padding: 0.12 },

  /** source: the address to ask, or the answer itself. small: without names and credit. */
  initialize(source, { small = false } = {}) {
    L.Renderer.prototype.initialize.call(this, {});
    this.small = small;
    this.asked = given(source);
    this.palette = PALETTES[isDark() ? "dark" : "light"];
    /** Settles with the decoded ground, or null where it could not be had. */
    this.loaded = Promise.all([this.asked, import("./ground_decode.js")]).then(
      ([answer, { decode }]) => {
        this.ground = decode(answer);
        if (answer.osm && !small) this._credit();
        this.once("update", () => performance.mark("yuxun-ground"));
        this._again();
        return this.ground;
      },
      () => null,
    );
    /** Set by the page: boxes in layer points that names should leave free. */
    this.avoid = null;
    /** Set by the page: a promise that names wait for, so that they are written once. */
    this.namesAfter = null;
    onTheme((dark) => { this.palette = PALETTES[dark ? "dark" : "light"]; this._again(); });
  },

  _sheet() {
    const canvas = document.createElement("canvas");
    canvas.className = "ground";
    canvas.dataset.opaque = String(!this._map.tiles);
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  },

  getEvents() { return { ...SteppedLayer.prototype.getEvents.call(this), overtiles: this._again }; },

  /** OpenStreetMap's licence asks for its name on the map. */
  _credit() {
    const line = document.createElement("small");
    line.className = "credit";
    line.textContent = t("Streets © OpenStreetMap contributors");
    this._map?.getContainer().append(line);
  },

  /** Draw again, though the view has not changed. */
  _again() {
    if (!this._map || !this._container) return;
    this._stale = true;
    this._update();
  },

  // Nothing to draw yet: an empty canvas of the screen's size would cost a tenth of a second.
  // Still inside what is drawn: moving the pane was enough.
  _wanted({ zoom, seen }) {
    const drawn = this._pictured;
    return Boolean(this.ground) && (this._stale || drawn?.zoom !== zoom || !drawn.bounds.contains(seen));
  },

  *_drawn(ctx, frame) {
    this._stale = false;
    const colours = this.palette;
    const { zoom, dpr, size } = frame;
    // Somebody else's tiles (tiles.js) show the land; the boundary, gates and offices are ours.
    const over = Boolean(this._map.overTiles);
    ctx.fillStyle = colours.land;
    if (!over) ctx.fillRect(0, 0, size.x, size.y);
    const view = this._view(frame);
    ctx.setTransform(view.k * dpr, 0, 0, view.k * dpr, view.x * dpr, view.y * dpr);
    const cells = over ? [] : this.ground.cells.filter((cell) => meets(cell.box, view.box));
    yield* each(cells, (some) => { for (const cell of some) this._areas(ctx, cell, view, colours); });
    yield* this._streets(ctx, cells, zoom, view, colours);
    yield* each(cells, (some) => { for (const cell of some) this._buildings(ctx, cell, zoom, view, colours); });
    yield* each(cells, (some) => { for (const cell of some) this._walls(ctx, cell, zoom, view, colours); });
    this._boundary(ctx, view, colours);
    yield;
    if (!this.small) yield* this._labels(ctx, frame, view, colours);
  },

  /** Another of the same, of the same answer, for a small map. */
  again() { return new this.constructor(this.asked, { small: true }); },

  /** The transform from the local plane to canvas pixels, and the box in view. */
  _view({ zoom, size, bounds: { min } }) {
    const k = 2 ** (zoom - this.ground.zoom);
    const origin = this._map.getPixelOrigin();
    const x = this.ground.origin.x * k - origin.x - min.x;
    const y = this.ground.origin.y * k - origin.y - min.y;
    const box = [-x / k, -y / k, (size.x - x) / k, (size.y - y) / k];
    return { k, x, y, box, zoom, size, px: this.ground.metre * k };
  },

  _areas(ctx, cell, view, colours) {
    if (cell.park) { ctx.fillStyle = colours.park; ctx.fill(cell.park, "evenodd"); }
    if (!cell.water && !cell.ditch) return;
    ctx.lineWidth = 1 / view.k;
    ctx.strokeStyle = colours["water-edge"];
    ctx.fillStyle = colours.water;
    if (cell.water) { ctx.fill(cell.water, "evenodd"); ctx.stroke(cell.water); }
    if (!cell.ditch) return;
    ctx.lineWidth = Math.max(1.5, 3 * view.px) / view.k;
    ctx.strokeStyle = colours.water;
    ctx.stroke(cell.ditch);
  },

  *_streets(ctx, cells, zoom, view, colours) {
    ctx.lineJoin = "round";
    const kinds = ORDER.filter((kind) => zoom >= WIDTHS[kind][3] && cells.some(({ streets }) => streets[kind]));
    const width = (kind) => {
      const [metres, least, most] = WIDTHS[kind];
      return Math.min(most, Math.max(least, metres * view.px));
    };
    const edge = zoom >= 16 ? 1.1 : 0.7;
    const stroke = (some, kind, lit) => {
      for (const { streets } of some) if (streets[kind]?.[lit]) ctx.stroke(streets[kind][lit]);
    };
    ctx.lineCap = "round";
    for (const kind of kinds) {
      ctx.strokeStyle = THIN.has(kind) ? colours["footway-edge"] : colours["street-edge"];
      ctx.lineWidth = (width(kind) + 2 * edge) / view.k;
      yield* each(cells, (some) => { for (const lit of [0, 1]) stroke(some, kind, lit); });
    }
    for (const kind of kinds) {
      ctx.lineWidth = width(kind) / view.k;
      if (kind === "steps") ctx.setLineDash([1.6 / view.k, 1.6 / view.k]);
      ctx.lineCap = kind === "steps" ? "butt" : "round";
      yield* each(cells, (some) => {
        for (const lit of [0, 1]) {
          ctx.strokeStyle = lit ? colours.lit : THIN.has(kind) ? colours.footway : colours.street;
          stroke(some, kind, lit);
        }
      });
      ctx.setLineDash([]);
    }
  },

  _buildings(ctx, cell, zoom, view, colours) {
    if (!cell.building || zoom < 14) return;
    if (zoom >= 16.5) {
      // A little height: the same shape in the edge's colour, a step to the south-east.
      const step = Math.min(3, 1.6 * view.px) / view.k;
      ctx.save();
      ctx.translate(step, step);
      ctx.fillStyle = colours["building-edge"];
      ctx.fill(cell.building);
      ctx.restore();
    }
    ctx.fillStyle = colours.building;
    ctx.fill(cell.building);
    ctx.lineWidth = 0.8 / view.k;
    ctx.strokeStyle = colours["building-edge"];
    ctx.stroke(cell.building);
  },

  _walls(ctx, cell, zoom, view, colours) {
    if (cell.tree && zoom >= 15.5) {
      ctx.lineCap = "round";
      ctx.strokeStyle = colours.tree;
      ctx.lineWidth = Math.max(2.5, 4.5 * view.px) / view.k;
      ctx.stroke(cell.tree);
    }
    if (!cell.wall || zoom < 15) return;
    ctx.lineCap = "butt";
    ctx.lineWidth = (zoom >= 17 ? 2 : 1.2) / view.k;
    ctx.strokeStyle = colours.wall;
    ctx.stroke(cell.wall);
  },

  _boundary(ctx, view, colours) {
    const outside = new Path2D();
    const [w, n, e, s] = view.box;
    outside.rect(w, n, e - w, s - n);
    outside.addPath(this.ground.boundary);
    ctx.fillStyle = colours.outside;
    ctx.fill(outside, "evenodd");
    ctx.lineJoin = "round";
    ctx.strokeStyle = colours.boundary;
    ctx.globalAlpha = 0.22;
    ctx.lineWidth = 7 / view.k;
    ctx.stroke(this.ground.boundary);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1.75 / view.k;
    ctx.setLineDash([9 / view.k, 4 / view.k, 2 / view.k, 4 / view.k]);
    ctx.stroke(this.ground.boundary);
    ctx.setLineDash([]);
  },

  /** Names come after the first picture: their module is not fetched before it. */
  *_labels(ctx, { dpr, bounds: { min } }, view, colours) {
    if (this._write) {
      ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      const avoid = (this.avoid?.() || []).map(([w, n, e, s]) => [w - min.x, n - min.y, e - min.x, s - min.y]);
      const named = this._map.overTiles ? (this._ours ??= { ...this.ground, ...OF_THE_TILES }) : this.ground;
      yield* this._write(ctx, named, view, colours, avoid);
    } else if (!this._writing) {
      this._writing = true;
      Promise.resolve(this.namesAfter).then(() => import("./ground_labels.js"))
        .then((labels) => { this._write = labels.write; this._again(); });
    }
  },

  /** The ground at a place: the street piece near it and the building it is in. */
  at(latlng) {
    if (!this.ground) return { street: null, building: null };
    return this.ground.at(latlng.lng, latlng.lat);
  },
});

/** Do some of the pieces of ground, then let others come in between. */
function* each(cells, work) {
  for (let i = 0; i < cells.length; i += TOGETHER) {
    work(cells.slice(i, i + TOGETHER));
    yield;
  }
}

function meets(a, b) {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}
