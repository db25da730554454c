/* Keep numbered marks readable: push marks that would cover each other apart, a little. */

/**
 * Offsets [{x, y}] in pixels that keep points `gap` apart, none moved further than `reach`.
 * The same points always give the same offsets.
 * @param {{x: number, y: number}[]} points
 */
export function spread(points, gap = 33, reach = 30, rounds = 12) {
  const moved = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < rounds; round += 1) {
    let touched = false;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) touched = push(moved[i], moved[j], gap, i + j) || touched;
    }
    if (!touched) break;
  }
  return moved.map(({ x, y }, i) => held(x - points[i].x, y - points[i].y, reach));
}

function push(a, b, gap, turn) {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  const apart = Math.hypot(dx, dy);
  if (apart >= gap) return false;
  if (apart < 0.5) {
    // One spot: part them along an angle of their own, never at random.
    dx = Math.cos(turn * 2.4);
    dy = Math.sin(turn * 2.4);
  } else {
    dx /= apart;
    dy /= apart;
  }
  const half = (gap - apart) / 2;
  a.x -= dx * half;
  a.y -= dy * half;
  b.x += dx * half;
  b.y += dy * half;
  return true;
}

function held(x, y, reach) {
  const long = Math.hypot(x, y);
  const scale = long > reach ? reach / long : 1;
  return { x: Math.round(x * scale), y: Math.round(y * scale) };
}
