// The community's outline; what lies outside it is veiled, as the base map does it.

import { AREAS, corners, featuresOf, ShapeLayer } from "./shape_layer.js";

const WORLD = [[85, -180], [85, 180], [-85, 180], [-85, -180]];

export const BoundaryLayer = ShapeLayer.extend({
  draw(answer, colours) {
    const areas = featuresOf(answer, AREAS);
    const rings = areas.flatMap((area) => (area.geometry.type === "Polygon" ? [corners(area)] : corners(area)));
    if (!rings.length) return;
    const quiet = { interactive: false };
    const veil = [WORLD, ...rings.map(([outer]) => outer)];
    this.addLayer(L.polygon(veil, { ...quiet, stroke: false, fillColor: colours.outside, fillOpacity: 1, noClip: true }));
    for (const ring of rings) {
      this.addLayer(L.polygon(ring, { ...quiet, fill: false, color: colours.boundary, weight: 7, opacity: 0.22 }));
      this.addLayer(L.polygon(ring, { ...quiet, fill: false, color: colours.boundary, weight: 1.75, dashArray: "9 4 2 4" }));
    }
    this.areas = areas;
  },
});
