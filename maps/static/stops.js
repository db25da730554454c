/* What a stop's state is called, in which shape it is drawn, and which stop comes next. */

import { t } from "./words.js";

/** "planned", "clear", "found", "missed" or "handed": how a stop of the night stands. */
export function standing(stop) {
  if (stop.state === "done") return stop.result === "finding" ? "found" : "clear";
  return { missed: "missed", handed_over: "handed" }[stop.state] ?? "planned";
}

/** Whether its team was told that it is late, at a moment (a Date). */
export function isLate(stop, at) {
  return stop.state === "planned" && Boolean(stop.tell_at) && at.getTime() >= Date.parse(stop.tell_at);
}

/** Whole minutes from the plan's time to a moment. */
export function minutesAfter(stop, at) {
  return Math.floor((at.getTime() - Date.parse(stop.eta)) / 60_000);
}

/** The sign that goes with each standing's colour and shape. */
export const SIGNS = { planned: "", clear: "✓", found: "!", missed: "×", handed: "→", late: "…" };

/** The word of a standing. */
export function standingWord(state) {
  const words = {
    planned: t("To visit"), clear: t("All clear"), found: t("Found something"), missed: t("Missed"),
    handed: t("Handed over"), late: t("Late"),
  };
  return words[state];
}

/**
 * Rounds with the parts of one crew's walk in one pass joined, in order, numbered through.
 * Another shift of the team is other people on a walk of their own.
 * The way back of one and the way out of the next are then both the way to the same stop.
 */
export function joined(rounds) {
  const whole = new Map();
  for (const round of [...rounds].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))) {
    const key = `${round.team_id} ${round.pass_no} ${round.shift_from}`;
    whole.set(key, after(whole.get(key), round));
  }
  return [...whole.values()];
}

function after(first, round) {
  const gone = first?.stops.length ?? 0;
  const stops = round.stops.map((stop) => ({ ...stop, seq: stop.seq + gone, round_id: round.id }));
  const legs = round.legs.map((leg) => ({ ...leg, seq: leg.seq + gone }));
  if (!first) return { ...round, stops, legs };
  return {
    ...first, status: first.status === "ended" ? "ended" : round.status, reason: round.reason || first.reason, ends_at: round.ends_at, length_m: first.length_m + round.length_m,
    stops: [...first.stops, ...stops], legs: [...first.legs, ...legs],
  };
}

/** The first stop of a round that nobody has answered for, or null. */
export function nextStop(round) {
  return round?.stops.find((stop) => stop.state === "planned") ?? null;
}

/** Metres and seconds on foot from the stop before (or the base) to this one. */
export function walkTo(round, stop) {
  const legs = round.legs.filter((leg) => leg.seq === stop.seq && !leg.through);
  const sum = (name) => legs.reduce((all, leg) => all + leg[name], 0);
  return { length_m: Math.round(sum("length_m")), walk_s: sum("walk_s") };
}

/** Metres of road to walk end to end at this stop; 0 for a point. */
export function throughAt(round, stop) {
  const legs = round.legs.filter((leg) => leg.seq === stop.seq && leg.through);
  return Math.round(legs.reduce((all, leg) => all + leg.length_m, 0));
}

/** How many of a round's stops stand how: {planned, clear, found, missed, handed, total, answered}. */
export function tally(round) {
  const sums = { planned: 0, clear: 0, found: 0, missed: 0, handed: 0, total: 0, answered: 0 };
  for (const stop of round?.stops ?? []) {
    sums[standing(stop)] += 1;
    sums.total += 1;
  }
  sums.answered = sums.clear + sums.found;
  return sums;
}

/** The pass to open with: the one that runs now, else the next, else the last. */
export function passAt(passes, now) {
  const at = now.getTime();
  return (
    passes.find((each) => at >= Date.parse(each.from) && at < Date.parse(each.to)) ??
    passes.find((each) => at < Date.parse(each.from)) ??
    passes.at(-1) ??
    null
  );
}
