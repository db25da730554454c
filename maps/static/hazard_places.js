// Where a hazard stands and what it is, whatever came: one that cannot be drawn is left out alone.

const LINES = { LineString: (at) => [at], LinearRing: (at) => [at], MultiLineString: (at) => at, Polygon: (at) => at, MultiPolygon: (at) => at.flat() };

/** Features as drawing needs them: {drawn, left}. drawn: entries with at (their mark's place),
 *  lines, closed, line, box and `of`, the feature as it came; a feature of several points or
 *  parts has an entry each. left: how many features could not be drawn. */
export function placed(features) {
  const drawn = [];
  let left = 0;
  for (const feature of features) {
    if (!feature?.geometry) continue; // has no place yet: in lists only
    const entries = entriesOf(feature);
    if (entries.length) drawn.push(...entries); else left += 1;
  }
  return { drawn, left };
}

function entriesOf(feature) {
  const told = feature.properties ?? {};
  // One without a kind or a rank is a hazard all the same: a sign without a colour.
  const rank = [1, 2, 3, 4].includes(Number(told.rank)) ? Number(told.rank) : 0;
  const properties = { ...told, kind: String(told.kind ?? ""), code: String(told.code ?? ""), rank };
  return simple(feature.geometry).flatMap((geometry) => {
    try {
      return [{ ...feature, properties, of: feature, ...shaped(geometry) }];
    } catch {
      return [];
    }
  });
}

/** The geometries that one consists of, each of a type that is drawn. */
function simple(geometry) {
  const { type, coordinates, geometries } = geometry ?? {};
  if (type === "GeometryCollection") return Array.isArray(geometries) ? geometries.flatMap(simple) : [];
  if (type === "MultiPoint") return Array.isArray(coordinates) ? coordinates.map((at) => ({ type: "Point", coordinates: at })) : [];
  return type === "Point" || Object.hasOwn(LINES, type) ? [{ type, coordinates }] : [];
}

function shaped({ type, coordinates }) {
  if (type === "Point") {
    const at = turned(coordinates);
    return { lines: [], closed: false, line: false, box: L.latLngBounds([at]), at };
  }
  const lines = LINES[type](coordinates).map((line) => line.map(turned)).filter((line) => line.length > 1);
  const closed = type.endsWith("Polygon");
  const box = L.latLngBounds(lines.flat());
  if (!box.isValid()) throw new RangeError(`an empty ${type}`);
  return { lines, closed, line: !closed, box, at: closed ? box.getCenter() : halfway(lines[0]) };
}

function turned([lon, lat]) {
  if (![lon, lat].every(Number.isFinite)) throw new RangeError("not a place");
  return L.latLng(lat, lon);
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

/** Each feature once, by the first of its entries. */
export function once(entries) {
  const seen = new Set();
  return entries.filter(({ of }) => !seen.has(of) && seen.add(of));
}
