// Streets as lines with a casing, as wide as their kind; for maps without the whole base map.

import { corners, featuresOf, LINES, ShapeLayer } from "./shape_layer.js";

// In pixels, and which are drawn first.
const WIDE = {
  footway: 1.5, steps: 1.5, path: 1.25, cycleway: 1.5, track: 1.75, pedestrian: 2.5, service: 2.25,
  living_street: 3, residential: 4, other: 3, tertiary: 5, secondary: 6, primary: 7,
};
const ORDER = Object.keys(WIDE);

export const StreetLayer = ShapeLayer.extend({
  draw(answer, colours) {
    const kindOf = ({ properties }) => (Object.hasOwn(WIDE, properties?.kind) ? properties.kind : "other");
    const streets = featuresOf(answer, LINES).sort((a, b) => ORDER.indexOf(kindOf(a)) - ORDER.indexOf(kindOf(b)));
    const line = (street, color, weight) => L.polyline(corners(street), { interactive: false, color, weight });
    for (const each of streets) this.addLayer(line(each, colours["street-edge"], WIDE[kindOf(each)] + 2));
    for (const each of streets) {
      this.addLayer(line(each, each.properties?.lit ? colours.lit : colours.street, WIDE[kindOf(each)]));
    }
    this.streets = streets;
  },
});
