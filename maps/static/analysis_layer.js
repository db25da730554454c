// What an analysis draws: squares and spots with a number each, and streets in their colour.

import { CoverageLayer, bandOf } from "./coverage.js";
import { corners, featuresOf, LINES } from "./shape_layer.js";

const WIDTH = 9;
const MORE_PX = 2;

/** The middle of a line, [lon, lat]: on its longest part, halfway. */
function middle({ type, coordinates }) {
  const parts = type === "LineString" ? [coordinates] : coordinates;
  const longest = parts.reduce((one, other) => (far(other) > far(one) ? other : one));
  let left = far(longest) / 2;
  for (let at = 1; at < longest.length; at += 1) {
    const step = far([longest[at - 1], longest[at]]);
    if (step >= left && step > 0) {
      const [[a, b], [c, d]] = [longest[at - 1], longest[at]];
      return [a + ((c - a) * left) / step, b + ((d - b) * left) / step];
    }
    left -= step;
  }
  return longest[0];
}

function far(line) {
  return line.slice(1).reduce((sum, [lon, lat], at) => sum + Math.hypot((lon - line[at][0]) * 0.77, lat - line[at][1]), 0);
}

/** CoverageLayer with lines; fires "picked" {id} when a place is tapped. */
export const AnalysisLayer = CoverageLayer.extend({
  draw(answer, colours) {
    const lines = featuresOf(answer, LINES);
    for (const line of lines) this._line(line, colours);
    const spots = lines.map((line) => ({ ...line, geometry: { type: "Point", coordinates: middle(line.geometry) } }));
    const rest = featuresOf(answer, ["Polygon", "MultiPolygon", "Point"]);
    CoverageLayer.prototype.draw.call(this, { features: [...rest, ...spots] }, colours);
    // The smallest spot has room for its number too.
    this.eachLayer((shape) => shape.setRadius?.(shape.getRadius() + MORE_PX));
    this.places = new Map(this.getLayers().filter(({ feature }) => feature).map((shape) => [shape.feature.id, shape]));
  },

  _line(line, colours) {
    const band = bandOf(line.properties);
    const at = corners(line);
    this.addLayer(L.polyline(at, { color: colours.label, weight: WIDTH + 2, opacity: 0.8, interactive: false }));
    this.addLayer(L.polyline(at, { color: band === null ? colours.land : colours.bands[band], weight: WIDTH, opacity: 1 })
      .on("click", ({ latlng }) => this._say(line, latlng)));
  },

  _say(place, at) {
    CoverageLayer.prototype._say.call(this, place, at);
    this.fire("picked", { id: place.id });
  },

  /** Say what is known of a place, as if it had been tapped. */
  pick(id) {
    const shape = this.places?.get(id);
    if (shape) this._say(shape.feature, shape.getBounds ? shape.getBounds().getCenter() : shape.getLatLng());
  },
});
