/* The teams and who of them is on duty tonight; a night team needs two. */

import { el, icon } from "./element.js";
import { named, t, tn } from "./words.js";

const NIGHT = { from: "20:00", to: "05:00" };
const NIGHT_TEAM = 2;

/** "20:00" of a shift's end, which comes as a clock time or as a moment. */
function clockTime(value) {
  return value.length > 5 ? value.slice(11, 16) : value;
}

/** The turns as PUT …/shifts takes them. */
export function turnsOf(teams) {
  return teams.flatMap((team) => team.shifts.map((shift) => ({
    team_id: team.id, from: clockTime(shift.from), to: clockTime(shift.to), member_ids: shift.member_ids, end: shift.end ?? null,
  })));
}

/** Teams with one of them on or off duty; off keeps its shifts in `rest` to come back to. */
export function toggled(teams, teamId) {
  return teams.map((team) => {
    if (team.id !== teamId) return team;
    if (team.shifts.length) return { ...team, shifts: [], rest: team.shifts };
    const whole = [{ ...NIGHT, member_ids: team.members.map((member) => member.id) }];
    return { ...team, shifts: team.rest ?? (team.usual?.length ? team.usual : whole) };
  });
}

/** Teams with one member on or off one shift of one team. */
export function withMember(teams, teamId, place, memberId) {
  const flip = (ids) => (ids.includes(memberId) ? ids.filter((id) => id !== memberId) : [...ids, memberId]);
  const flipped = (shift, i) => (i === place ? { ...shift, member_ids: flip(shift.member_ids) } : shift);
  return teams.map((team) => (team.id === teamId ? { ...team, shifts: team.shifts.map(flipped) } : team));
}

function isNight(shift) {
  return clockTime(shift.to) <= clockTime(shift.from) || clockTime(shift.from) <= NIGHT.to;
}

function head(team, on) {
  const off = team.shifts.length === 0;
  const way = team.mode === "ebike" ? t("by e-bike") : t("on foot");
  return el("div.row", null,
    el("div.grow", null, el("b", null, named(team)), el("span.under", null, off ? [way, t("off duty")].join(" · ") : way)),
    el("label.switch", null,
      el("input", { type: "checkbox", checked: !off, "data-act": "team-on", "data-team": team.id, onchange: () => on.team(team.id) }),
      el("span", null, off ? t("Off") : t("On"))));
}

function memberChip(member, there, onPick) {
  return el("button.chip", { type: "button", "aria-pressed": String(there), "data-act": "member", "data-member": member.id, onclick: onPick },
    there ? icon("check") : null, member.name);
}

/** Who of those asked for is not there, and who stands in. */
function awayRow(team, place) {
  const nameOf = (id) => team.members.find((member) => member.id === id)?.name ?? "";
  if (place.by_id === place.person_id) return null;
  const person = nameOf(place.person_id);
  return place.by_id ? el("p.under", null, t("{deputy} stands in for {person}", { deputy: nameOf(place.by_id), person }))
    : el("p.wrong", { role: "alert" }, icon("alert"), place.gap === "twice" ? t("{person} is on another shift then", { person }) : t("{person} is away", { person }));
}

function shiftRow(team, shift, place, on) {
  const there = shift.member_ids;
  const size = shift.size ?? there.length;
  const few = isNight(shift) && size < NIGHT_TEAM;
  return el("div.shift", { "data-shift": clockTime(shift.from) },
    el("button.hours-button", { type: "button", "data-act": "hours", "aria-label": t("Hours and people of {team}", { team: named(team) }), onclick: () => on.hours(team.id) },
      `${clockTime(shift.from)}–${clockTime(shift.to)} · `, tn("{n} person", "{n} people", size)),
    (shift.places ?? []).map((each) => awayRow(team, each)),
    el("div.chips", null, team.members.map((member) =>
      memberChip(member, there.includes(member.id), () => on.member(team.id, place, member.id)))),
    few ? el("p.wrong", { role: "alert" }, icon("alert"), t("A night team needs two people, or it gets no night pass.")) : null);
}

function teamRow(team, on) {
  return el(`article.team-row${team.shifts.length ? "" : ".is-off"}`, { "data-team": team.id },
    head(team, on), team.shifts.map((shift, place) => shiftRow(team, shift, place, on)));
}

/** Draw the teams; `on.team(id)` and `on.member(teamId, place of the shift, memberId)` when tapped. */
export function showTeamRows(host, teams, on) {
  host.replaceChildren(...teams.map((team) => teamRow(team, on)));
}
