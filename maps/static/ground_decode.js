// The packed base map (maps/base_map.py) as paths and points in a local plane: Web Mercator
// pixels of zoom ZOOM, counted from the map's own origin, so that 32-bit paths stay exact.

const ZOOM = 20;
const WORLD = 256 * 2 ** ZOOM;
const CELL = 2400; // about 270 m: a piece of ground that is drawn or left out as one

/** Local point {x, y} of a place. origin: {x, y} as in decode(). Under tiles in GCJ-02 the plane
 *  is theirs (gcj02.js), or what is drawn here would lie beside everything else. */
function localOf(origin, lon_, lat_) {
  const [lon, lat] = L.CRS.GCJ02?.shifted(lon_, lat_) ?? [lon_, lat_];
  const sin = Math.sin((lat * Math.PI) / 180);
  return {
    x: (lon / 360 + 0.5) * WORLD - origin.x,
    y: (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD - origin.y,
  };
}

/** [lon, lat] of a local point, to 1e-6 degree. */
export function placeOf(origin, x, y) {
  const lon_ = ((x + origin.x) / WORLD - 0.5) * 360;
  const lat_ = (Math.atan(Math.sinh((0.5 - (y + origin.y) / WORLD) * 2 * Math.PI)) * 180) / Math.PI;
  const [lon, lat] = L.CRS.GCJ02?.back(lon_, lat_) ?? [lon_, lat_];
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}

/** Decode the answer of GET /app/{community}/ground. */
export function decode(answer) {
  const [lon, lat] = answer.origin;
  const origin = localOf({ x: 0, y: 0 }, lon, lat);
  const line = (flat) => unpack(flat, lon, lat, answer.unit, origin);
  const cells = new Map();
  const cell = (points) => cellOf(cells, points);
  const streets = [];
  for (const street of answer.streets) {
    const points = line(street.g);
    const home = cell(points);
    const lit = street.l === 1 ? 1 : 0;
    const kinds = (home.streets[street.k] ||= [null, null]);
    trace((kinds[lit] ||= new Path2D()), points, false);
    streets.push({ name: street.n, nameEn: street.e, kind: street.k, points, box: boxOf(points) });
  }
  const buildings = answer.buildings.map((building) => {
    const points = line(building.g);
    trace((cell(points).building ||= new Path2D()), points, true);
    return { number: building.n, name: building.t, floors: building.f, points, box: boxOf(points) };
  });
  const water = areas(answer.water, line, cell, "water");
  const parks = areas(answer.parks, line, cell, "park");
  for (const wall of answer.walls) {
    const points = line(wall.g);
    trace((cell(points).wall ||= new Path2D()), points, false);
  }
  trees(line(answer.trees), cell);
  const boundary = new Path2D();
  for (const ring of answer.boundary) trace(boundary, line(ring), true);
  const spot = (thing) => ({ ...thing, ...pointAt(line([thing.x, thing.y])) });
  const metre = 1 / ((40075016.686 * Math.cos((lat * Math.PI) / 180)) / WORLD);
  return {
    zoom: ZOOM, origin, metre, boundary, streets, buildings, water, parks, cells: [...cells.values()],
    gates: answer.gates.map(spot), offices: answer.offices.map(spot),
    at: (lng, lat_) => groundAt(streets, buildings, localOf(origin, lng, lat_)),
  };
}

function unpack(flat, lon, lat, unit, origin) {
  const points = new Float64Array(flat.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
    const at = localOf(origin, lon + x * unit, lat + y * unit);
    points[i] = at.x;
    points[i + 1] = at.y;
  }
  return points;
}

function pointAt(points) { return { x: points[0], y: points[1] }; }

function trace(path, points, closed) {
  if (points.length < 4) return;
  path.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
  if (closed) path.closePath();
}

function boxOf(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    box[0] = Math.min(box[0], points[i]);
    box[1] = Math.min(box[1], points[i + 1]);
    box[2] = Math.max(box[2], points[i]);
    box[3] = Math.max(box[3], points[i + 1]);
  }
  return box;
}

/** The piece of ground that a line belongs to, by its middle; its box grows with it. */
function cellOf(cells, points) {
  const [w, n, e, s] = boxOf(points);
  const key = `${Math.floor((w + e) / 2 / CELL)} ${Math.floor((n + s) / 2 / CELL)}`;
  let cell = cells.get(key);
  if (!cell) cells.set(key, (cell = { box: [w, n, e, s], streets: {} }));
  const { box } = cell;
  cell.box = [Math.min(box[0], w), Math.min(box[1], n), Math.max(box[2], e), Math.max(box[3], s)];
  return cell;
}

function areas(features, line, cell, kind) {
  return features.map((each) => {
    const points = line(each.g || each.line);
    const home = cell(points);
    if (each.line) {
      trace((home.ditch ||= new Path2D()), points, false);
    } else {
      const path = (home[kind] ||= new Path2D());
      trace(path, points, true);
      for (const hole of each.h || []) trace(path, line(hole), true);
    }
    return { name: each.n, nameEn: each.e, open: Boolean(each.line), points, box: boxOf(points) };
  });
}

// A dot is a line of no length with round ends: one stroke draws all crowns of a cell.
function trees(points, cell) {
  for (let i = 0; i < points.length; i += 2) {
    const path = (cell(points.subarray(i, i + 2)).tree ||= new Path2D());
    path.moveTo(points[i], points[i + 1]);
    path.lineTo(points[i] + 0.01, points[i + 1]);
  }
}

/** The nearest street piece, with the point on it, and the building around a local point. */
function groundAt(streets, buildings, { x, y }) {
  let street = null;
  for (const each of streets) {
    for (let i = 2; i < each.points.length; i += 2) {
      const [ax, ay, bx, by] = each.points.subarray(i - 2, i + 2);
      const [dx, dy] = [bx - ax, by - ay];
      const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const [px, py] = [ax + share * dx, ay + share * dy];
      const far = Math.hypot(px - x, py - y);
      if (!street || far < street.far) street = { ...each, far, at: { x: px, y: py }, before: i - 2 };
    }
  }
  const building = buildings.find(({ box: [w, n, e, s], points }) =>
    x >= w && x <= e && y >= n && y <= s && inside(points, x, y));
  return { street, building: building || null };
}

function inside(points, x, y) {
  let within = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [points[i], points[i + 1], points[j], points[j + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
