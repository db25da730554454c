// Lengths and areas on the WGS84 ellipsoid, in metres. Leaflet's own distance is on a sphere:
// up to 0.5 % off.

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RAD = Math.PI / 180;

/** Metres between two places [lon, lat] along the geodesic: T. Vincenty, Survey Review 23 (1975). */
export function between([lon1, lat1], [lon2, lat2]) {
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - F) * Math.tan(lat * RAD)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const across = (lon2 - lon1) * RAD;
  let [lambda, before] = [across, Infinity];
  let [sinS, cosS, sigma, cosSqA, cos2M] = [0, 1, 0, 1, 0];
  // It does not settle for places nearly opposite each other; no map of a community has those.
  for (let i = 0; i < 100 && Math.abs(lambda - before) > 1e-12; i += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    sinS = Math.hypot(c2 * sinL, c1 * s2 - s1 * c2 * cosL);
    if (sinS === 0) return 0;
    cosS = s1 * s2 + c1 * c2 * cosL;
    sigma = Math.atan2(sinS, cosS);
    const sinA = (c1 * c2 * sinL) / sinS;
    cosSqA = 1 - sinA * sinA;
    cos2M = cosSqA ? cosS - (2 * s1 * s2) / cosSqA : 0;
    const c = (F / 16) * cosSqA * (4 + F * (4 - 3 * cosSqA));
    before = lambda;
    lambda = across + (1 - c) * F * sinA * (sigma + c * sinS * (cos2M + c * cosS * (2 * cos2M * cos2M - 1)));
  }
  const uSq = (cosSqA * (A * A - B * B)) / (B * B);
  const a = 1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
  const b = (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
  const turn = b * sinS * (cos2M + (b / 4) * (cosS * (2 * cos2M * cos2M - 1)
    - (b / 6) * cos2M * (4 * sinS * sinS - 3) * (4 * cos2M * cos2M - 3)));
  return B * a * (sigma - turn);
}

/** Metres along a line of places [lon, lat]. */
export function lengthOf(line) {
  return line.slice(1).reduce((sum, place, i) => sum + between(line[i], place), 0);
}

/** Square metres inside a ring of places: on the sphere of the ellipsoid's own area, by each
 *  corner's authalic latitude; edges are straight in that projection, which no ring of a few
 *  kilometres shows. */
export function areaOf(ring) {
  const e = Math.sqrt(F * (2 - F));
  const q = (sin) => (1 - e * e) * (sin / (1 - e * e * sin * sin) + Math.atanh(e * sin) / e);
  const pole = q(1);
  const high = ring.map(([, lat]) => q(Math.sin(lat * RAD)) / pole);
  const sum = ring.reduce((all, [lon], i) => {
    const next = (i + 1) % ring.length;
    return all + (ring[next][0] - lon) * RAD * (high[i] + high[next]);
  }, 0);
  return Math.abs((sum * A * A * pole) / 4);
}
