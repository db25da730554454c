// A Leaflet CRS for tiles in GCJ-02: Web Mercator of the shifted place. Everything else on the map
// stays WGS84 and lies where the tiles have it. Loaded only where such tiles are set.

import gcoord from "./vendor/gcoord.js";

const { WGS84, GCJ02, transform } = gcoord;

/** [lon, lat] in WGS84 → [lon, lat] as the tiles have it. */
function shifted(lon, lat) {
  return transform([lon, lat], WGS84, GCJ02);
}

/** The way back; gcoord's stops within 1e-6 degree, one step more makes it 1e-9. */
function back(lon, lat) {
  const [x, y] = transform([lon, lat], GCJ02, WGS84);
  const [east, north] = shifted(x, y);
  return [x - (east - lon), y - (north - lat)];
}

const Mercator = L.Projection.SphericalMercator;

L.CRS.GCJ02 = L.extend({}, L.CRS.EPSG3857, {
  code: "GCJ-02",
  shifted,
  back,
  projection: L.extend({}, Mercator, {
    project({ lng, lat }) {
      const [lon, north] = shifted(lng, lat);
      return Mercator.project(L.latLng(north, lon));
    },
    unproject(point) {
      const { lng, lat } = Mercator.unproject(point);
      const [lon, north] = back(lng, lat);
      return L.latLng(north, lon);
    },
  }),
});
