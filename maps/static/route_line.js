/* A walked line on the map's canvas: a casing, the line, and arrowheads that say which way.

The line keeps to the right of the street, as drivers do, so that a street walked out and back
shows two lines with opposite arrows instead of one that contradicts itself. */

const SIDE_PX = 3.5;
const ARROW_EVERY_PX = 72;
const ARROW_FIRST_PX = 34;

/** Points of one pixel polyline moved `px` to the right of the way it runs. */
export function keptRight(points, px) {
  return points.map((point, i) => {
    const before = points[Math.max(0, i - 1)];
    const after = points[Math.min(points.length - 1, i + 1)];
    const dx = after.x - before.x;
    const dy = after.y - before.y;
    const long = Math.hypot(dx, dy) || 1;
    return { x: point.x - (dy / long) * px, y: point.y + (dx / long) * px };
  });
}

/** Where arrowheads stand on a pixel polyline: [{x, y, angle}], evenly spaced along it. */
export function arrowsOn(points, every = ARROW_EVERY_PX, first = ARROW_FIRST_PX) {
  const found = [];
  let until = first;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1], points[i]];
    const long = Math.hypot(b.x - a.x, b.y - a.y);
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    for (; until <= long; until += every) {
      const share = until / long;
      found.push({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, angle });
    }
    until -= long;
  }
  return found;
}

function trace(ctx, points) {
  ctx.beginPath();
  points.forEach((point, i) => (i ? ctx.lineTo(point.x, point.y) : ctx.moveTo(point.x, point.y)));
}

function arrow(ctx, { x, y, angle }, size) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(angle);
  ctx.beginPath();
  ctx.moveTo(size, 0);
  ctx.lineTo(-size * 0.8, -size * 0.9);
  ctx.lineTo(-size * 0.35, 0);
  ctx.lineTo(-size * 0.8, size * 0.9);
  ctx.closePath();
  ctx.stroke();
  ctx.fill();
  ctx.restore();
}

function paint(ctx, points, look) {
  ctx.save();
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  if (look.casing) {
    ctx.strokeStyle = look.casing;
    ctx.lineWidth = look.width + 4;
    trace(ctx, points);
    ctx.stroke();
  }
  ctx.globalAlpha = look.alpha ?? 1;
  ctx.strokeStyle = look.colour;
  ctx.lineWidth = look.width;
  ctx.setLineDash(look.dash ?? []);
  trace(ctx, points);
  ctx.stroke();
  if (look.arrow) {
    ctx.setLineDash([]);
    ctx.lineWidth = 3;
    ctx.strokeStyle = look.casing;
    ctx.fillStyle = look.arrow;
    for (const at of arrowsOn(points)) arrow(ctx, at, look.width + 3.5);
  }
  ctx.restore();
}

let RouteLine = null;

function routeLineClass() {
  // Made on first use: Leaflet is a classic script and may come after this module is read.
  RouteLine ??= L.Polyline.extend({
    // noClip: clipped parts begin elsewhere at every pan, and the arrows would swim.
    // weight is only the margin that the canvas clears around the line.
    options: { interactive: false, noClip: true, smoothFactor: 0.6, weight: 24 },
    _updatePath() {
      const ctx = this._renderer._ctx;
      if (!this._renderer._drawing || !ctx) return;
      for (const part of this._parts) {
        if (part.length > 1) paint(ctx, keptRight(part, SIDE_PX), this.options.look);
      }
    },
  });
  return RouteLine;
}

/**
 * A Leaflet layer of one walked line.
 * @param {number[][]} lonlats [[lon, lat], …]
 * @param {{colour: string, width: number, casing?: string, arrow?: string, alpha?: number,
 *   dash?: number[]}} look
 */
export function routeLine(lonlats, look) {
  const Line = routeLineClass();
  return new Line(lonlats.map(([lon, lat]) => [lat, lon]), { look });
}
