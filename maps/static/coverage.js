// Areas with a number each, in six bands of one colour: pale is little, strong is much. The
// number stands inside where there is room, so that no colour stands alone; a tap says all of it.

import { el } from "./element.js";
import { AREAS, corners, featuresOf, ShapeLayer } from "./shape_layer.js";
import { number } from "./words.js";

const ROOM_PX = 30;
const SPOT_PX = 14;
const FONT_PX = 12;
const FONT = `600 ${FONT_PX}px -apple-system,"Noto Sans CJK SC",system-ui,"Microsoft YaHei",sans-serif`;

/** A band as it is drawn: 0 to 5, or null where nothing is known. */
export function bandOf({ value, band }) {
  return Number.isFinite(value) && Number.isInteger(band) && band >= 0 && band <= 5 ? band : null;
}

function lookOf(band, colours) {
  if (band === null) return { color: colours.label, weight: 1, opacity: 0.7, dashArray: "3 4", fill: true, fillOpacity: 0 };
  // The edge is what the ground's names are written in: the palest step is seen by it.
  return { color: colours.label, weight: 1.25, opacity: 0.8, fillColor: colours.bands[band], fillOpacity: 0.75 };
}

function wordOf({ value }) {
  if (!Number.isFinite(value)) return "";
  return Math.abs(value) < 10 && value % 1 ? number(value, 1) : number(Math.round(value));
}

/** Whether a spot that is drawn after this one lies on a word in its middle, half so wide and high. */
function covered(spot, half) {
  if (!spot._point) return false;
  for (let next = spot._order?.next; next; next = next.next) {
    const { _point: at, _radius: radius, options } = next.layer;
    if (!at || options.word === undefined) continue;
    const away = [Math.abs(at.x - spot._point.x) - half.x, Math.abs(at.y - spot._point.y) - half.y];
    if (Math.hypot(...away.map((each) => Math.max(0, each))) < radius + 1) return true;
  }
  return false;
}

/** An area or a spot with its number drawn in it, unless a spot above would cut the number. */
function numbered(Shape) {
  return Shape.extend({
    _updatePath() {
      Shape.prototype._updatePath.call(this);
      const renderer = this._renderer;
      const { word, ink } = this.options;
      const size = this._pxBounds?.getSize();
      if (!word || !renderer._drawing || !size || Math.min(size.x, size.y) < ROOM_PX) return;
      const { x, y } = this._pxBounds.getCenter();
      const ctx = renderer._ctx;
      ctx.save();
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
      ctx.font = FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      const { width } = ctx.measureText(word);
      if (width < size.x - 4 && !covered(this, { x: width / 2, y: FONT_PX / 2 })) {
        ctx.lineJoin = "round";
        ctx.lineWidth = 3;
        ctx.strokeStyle = this.options.fillColor;
        ctx.strokeText(word, x, y);
        ctx.fillStyle = ink;
        ctx.fillText(word, x, y);
      }
      ctx.restore();
    },
  });
}

export const CoverageLayer = ShapeLayer.extend({
  draw(answer, colours) {
    const [Area, Spot] = [numbered(L.Polygon), numbered(L.CircleMarker)];
    const cells = featuresOf(answer, [...AREAS, "Point"]);
    for (const cell of cells) {
      const band = bandOf(cell.properties);
      const look = { ...lookOf(band, colours), word: wordOf(cell.properties), ink: colours.bandInks[band ?? 0] };
      const [lon, lat] = cell.geometry.coordinates;
      const shape = cell.geometry.type === "Point" ? new Spot([lat, lon], { ...look, radius: SPOT_PX + (band ?? 0) }) : new Area(corners(cell), look);
      shape.feature = cell;
      this.addLayer(shape.on("click", ({ latlng }) => this._say(cell, latlng)));
    }
    this.cells = cells;
  },

  _say({ properties: { label } }, at) {
    if (label && !this._map.measuring) L.popup({ className: "said" }).setLatLng(at).setContent(el("p", null, label)).openOn(this._map);
  },
});
