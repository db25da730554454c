// Lines and areas from GeoJSON on Leaflet's canvas, in the colours of the theme.
// Fires "loaded" when they are on the map and "trouble" {sentence} when they could not be had.

import { given } from "./given.js";
import { PALETTES } from "./marks.js";
import { isDark, onTheme } from "./theme.js";

/** L.FeatureGroup with `source`; a layer of its kind says in `draw(answer, palette)` what it adds. */
export const ShapeLayer = L.FeatureGroup.extend({
  initialize(source) {
    L.FeatureGroup.prototype.initialize.call(this, []);
    this.answer = null;
    this.asked = given(source);
    this.loaded = this.asked.then((answer) => this.show(answer), (error) => {
      this.fire("trouble", { sentence: error.sentence || String(error) }, true);
      return null;
    });
    onTheme(() => this.answer && this.show(this.answer));
  },

  /** Another of the same, of the same answer. */
  again() { return new this.constructor(this.asked); },

  /** Draw this answer instead of the one before; the answer. */
  show(answer) {
    this.answer = answer;
    this.clearLayers();
    this.draw(answer, PALETTES[isDark() ? "dark" : "light"]);
    this.fire("loaded");
    return answer;
  },
});

/** The features of a FeatureCollection, a Feature or a bare geometry, of these types. */
export function featuresOf(answer, types) {
  const features = answer?.features ?? [answer?.type === "Feature" ? answer : { type: "Feature", properties: {}, geometry: answer }];
  return features.filter(({ geometry }) => geometry && types.includes(geometry.type));
}

export const AREAS = ["Polygon", "MultiPolygon"];
export const LINES = ["LineString", "MultiLineString"];

/** The corners of an area or a line as Leaflet nests them, [lat, lng]. */
export function corners({ geometry: { type, coordinates } }) {
  return L.GeoJSON.coordsToLatLngs(coordinates, { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[type]);
}
