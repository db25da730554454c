/* The night as a strip: its passes with their windows and how far this team's round has come. */

import { now } from "./clock.js";
import { el } from "./element.js";
import { nextStop, tally } from "./stops.js";
import { clock, named, t, tn } from "./words.js";

function roundsOf(night, teamId, passNo) {
  return night.rounds.filter((each) => each.team_id === teamId && each.pass_no === passNo);
}

/** The round of a team in a pass, or null; of two crews the one named, else who is on duty now. */
export function roundOf(night, teamId, passNo, shiftFrom = null) {
  const own = roundsOf(night, teamId, passNo);
  const begun = own.filter((each) => Date.parse(each.shift_from) <= now().getTime());
  return own.find((each) => shiftFrom && each.shift_from === shiftFrom) ?? begun.at(-1) ?? own[0] ?? null;
}

/** The round in which a team's next stop is, whatever pass is shown; null where none is left. */
export function roundAhead(night, teamId) {
  const over = new Set(night.passes.filter((pass) => timing(pass) === "past").map((pass) => pass.no));
  const open = night.rounds.filter((each) => each.team_id === teamId && !over.has(each.pass_no) && nextStop(each));
  return open.sort((a, b) => Date.parse(nextStop(a).eta) - Date.parse(nextStop(b).eta))[0] ?? null;
}

/** The round to go on to by itself: the one shown is over or done, and this one has begun; else null. */
export function goesOn(night, teamId, shown) {
  const pass = (round) => night.passes.find((each) => each.no === round?.pass_no);
  if (shown && nextStop(shown) && timing(pass(shown)) !== "past") return null;
  const ahead = roundAhead(night, teamId);
  const begun = ahead && (timing(pass(ahead)) === "running" || Date.parse(ahead.starts_at) <= now().getTime());
  return begun && ahead !== shown ? ahead : null;
}

function timing(pass) {
  const at = now().getTime();
  if (at >= Date.parse(pass.to)) return "past";
  return at >= Date.parse(pass.from) ? "running" : "coming";
}

function progressWords(round, pass) {
  const sums = tally(round);
  if (!round) return t("No round");
  if (sums.answered === sums.total) return t("✓ Done");
  if (sums.answered) return `${sums.answered}/${sums.total}`;
  if (timing(pass) === "past") return t("Not walked");
  return tn("{n} stop", "{n} stops", sums.total);
}

function passTab(round, pass, chosen, hours, onPick) {
  const sums = tally(round);
  const kind = `${pass.extra ? ".is-extra" : ""}.is-${timing(pass)}`;
  return el(`button.pass${kind}`,
    { type: "button", "aria-pressed": String(chosen), "data-act": "pass", "data-pass": pass.no, onclick: () => onPick(pass.no, round?.shift_from) },
    el("b", null, pass.word),
    el("span.pass-time", null, hours.map(clock).join("–")),
    el("span.pass-state", null, progressWords(round, pass)),
    el("progress.pass-meter", { max: sums.total || 1, value: sums.answered, "aria-hidden": "true" }));
}

/** Draw the strip into `host`, `shown` being the round on the page; `onPick(passNo, shiftFrom)` when one is tapped. */
export function showPasses(host, night, teamId, passNo, shown, onPick) {
  const tabs = night.passes.flatMap((pass) => {
    const own = roundsOf(night, teamId, pass.no);
    if (own.length < 2) return [passTab(own[0] ?? null, pass, pass.no === passNo, [pass.from, pass.to], onPick)];
    return own.map((round) => passTab(round, pass, round === shown, [round.starts_at, round.ends_at], onPick));
  });
  host.replaceChildren(...tabs);
  host.dataset.round = shown?.stops.at(-1)?.round_id ?? shown?.id ?? ""; // what is sent on
  const chosen = tabs.find((tab) => tab.getAttribute("aria-pressed") === "true");
  if (chosen) host.scrollLeft = chosen.offsetLeft - (host.clientWidth - chosen.offsetWidth) / 2;
}

function teamItem(night, team, chosen, onPick) {
  const rounds = night.rounds.filter((round) => round.team_id === team.id);
  const stops = rounds.reduce((sum, round) => sum + round.stops.length, 0);
  const people = team.members.map((member) => member.name).join(t(", "));
  const load = t("{rounds} rounds, {stops} stops", { rounds: rounds.length, stops });
  return el("li", null,
    el("button.item", { type: "button", "aria-current": String(chosen), "data-act": "team", "data-team": team.id, onclick: () => onPick(team.id) },
      el("span.grow", null, el("b", null, named(team)), el("span.under", null, [people, load].filter(Boolean).join(" · ")))));
}

/** Draw the list of teams into `host`; `onPick(teamId)` when one is tapped. */
export function showTeams(host, night, teamId, onPick) {
  host.replaceChildren(...night.teams.map((team) => teamItem(night, team, team.id === teamId, onPick)));
}
