/* Nights by teams: a table on a desk, a card a night on a phone. */

import { el, icon } from "./element.js";
import { day, lang, named, t } from "./words.js";

/** "周三" of "2026-07-22". */
export function weekday(night) {
  return new Date(`${night}T12:00:00Z`).toLocaleDateString(lang.replace("_", "-"), { weekday: "short", timeZone: "UTC" });
}

/** Who has a place: the name, who stands in, or that it stays empty. */
export function placeWords(place, nameOf) {
  const name = nameOf(place.person_id);
  if (place.by_id === place.person_id) return el("span.person", null, name);
  if (place.by_id) {
    return el("span.person.is-deputy", { title: t("stands in for {person}", { person: name }) }, nameOf(place.by_id),
      el("span.tag", null, t("for {person}", { person: name })));
  }
  return el("span.person.is-gone", null, el("s", null, name), el("span.tag.late", null, place.gap === "twice" ? t("twice") : t("away")));
}

function shiftWords(shift, nameOf) {
  return el("span.turn", { "data-shift": shift.from },
    el("span.under", null, `${shift.from}–${shift.to}`, shift.end ? el("span.tag", null, t("home")) : null),
    el("span.names", null, shift.places.length ? shift.places.map((place) => placeWords(place, nameOf))
      : el("span.person.is-gone", null, t("Nobody"))));
}

function cell(night, team, nameOf, on) {
  const bad = team.troubles.length > 0;
  return el("td", { "data-label": named(team) },
    el(`button.cell${bad ? ".is-bad" : ""}`, {
      type: "button", "data-act": "cell", "data-night": night.night, "data-team": team.id,
      onclick: () => on.open(night.night, team.id),
    },
    el("span.cell-team", null, named(team)),
    team.shifts.length ? team.shifts.map((shift) => shiftWords(shift, nameOf)) : el("span.quiet", null, t("off duty"))));
}

function troublesOf(night) {
  return [...night.troubles, ...night.teams.flatMap((team) => team.troubles)];
}

function rowsOf(night, nameOf, on) {
  const told = troublesOf(night);
  return el(`tbody.roster-night${night.tonight ? ".is-tonight" : ""}`, { "data-night": night.night },
    el("tr", null,
      el("th", { scope: "row" }, el("b", null, day(night.night)), el("span.under", null, weekday(night.night)),
        night.tonight ? el("span.tag.ok", null, t("Tonight")) : null,
        night.written && !night.tonight ? el("span.tag", null, t("changed")) : null),
      night.teams.map((team) => cell(night, team, nameOf, on))),
    told.length ? el("tr.roster-told", null, el("td", { colspan: 1 + night.teams.length },
      told.map((one) => el("p.wrong", { "data-trouble": one.kind }, icon("alert"), el("span.grow", null, one.sentence))))) : null);
}

/** Draw the nights of GET …/roster; `on.open(night, teamId)`, `on.turn(-1, 0 or 1)` when tapped. */
export function showWeek(host, week, on) {
  const names = new Map(week.people.map((person) => [person.id, person.name]));
  const nameOf = (id) => names.get(id) ?? "—";
  const [first] = week.nights;
  const turn = (by, word, name) => el("button.button", { type: "button", "data-act": "week", "data-by": by, onclick: () => on.turn(by) },
    by < 0 ? icon(name) : null, el("span", null, word), by > 0 ? icon(name) : null);
  host.replaceChildren(
    el("div.roster-turn", null, turn(-1, t("Before"), "back"),
      week.nights.some((night) => night.tonight) ? el("span.quiet.small", null, `${day(first.night)} – ${day(week.nights.at(-1).night)}`) : turn(0, t("Tonight"), "night"),
      turn(1, t("Later"), "next")),
    el("div.roster-scroll", null, el("table.table.roster-table", null,
      el("thead", null, el("tr", null, el("th", { scope: "col" }, t("Date")), first.teams.map((team) => el("th", { scope: "col" }, named(team))))),
      week.nights.map((night) => rowsOf(night, nameOf, on)))));
}
