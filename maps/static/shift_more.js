/* One more shift of a team in a night, at hours that none of its shifts has. */

const NIGHT = { from: "20:00", to: "05:00" };
const EMPTY = { member_ids: [], end: null };
const NIGHT_ENDS = 5 * 60;
const DAY = 24 * 60;

/** Minutes of "20:00" since the night's midnight; up to 05:00 it is next morning. */
function minutes(clock) {
  const at = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return at <= NIGHT_ENDS ? at + DAY : at;
}

function ends(shift) {
  const to = minutes(shift.to);
  return to <= minutes(shift.from) ? to + DAY : to;
}

function clockOf(at) {
  const two = (n) => String(n).padStart(2, "0");
  return `${two(Math.floor((at % DAY) / 60))}:${two(at % 60)}`;
}

/** The shifts with one more: from the last one's end to 05:00, else the second half of the last
 *  one with the same people, who can then be changed. */
export function withMore(shifts) {
  if (!shifts.length) return [{ ...NIGHT, ...EMPTY }];
  const last = shifts.reduce((a, b) => (ends(b) > ends(a) ? b : a));
  const over = ends(last);
  if (over < NIGHT_ENDS + DAY) {
    return [...shifts, { ...EMPTY, from: clockOf(over), to: NIGHT.to }];
  }
  const begins = minutes(last.from);
  const half = clockOf(begins + Math.round((over - begins) / 30) * 15);
  const others = shifts.filter((each) => each !== last);
  return [...others, { ...last, to: half, end: null }, { ...last, from: half }];
}
