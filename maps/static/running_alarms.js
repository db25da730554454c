/* Alarms of the running night on the official's page: which team, what is late, whom to call. */

import { el, icon } from "./element.js";
import { clock, named, t } from "./words.js";

const SEEN = "yuxun.seen";
const KEPT = 400;
const FIRST = 3; // of a team that is far behind, the rest are named together

/** Whether somebody pressed "seen" on all of an alarm's stops, late and missed apart. */
function isSeen(alarm) {
  const before = seen();
  return marks(alarm).every((each) => before.includes(each));
}

function marks(alarm) {
  return alarm.stops.map((stop) => `${alarm.kind} ${stop.id}`);
}

function seen() {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? "[]");
  } catch {
    return [];
  }
}

function keepSeen(alarm) {
  try {
    localStorage.setItem(SEEN, JSON.stringify([...new Set([...seen(), ...marks(alarm)])].slice(-KEPT)));
  } catch {
    /* it is shown again, then */
  }
}

function stopWords(alarm, stop) {
  const expected = clock(stop.expected_at);
  if (alarm.kind === "missed") return t("due at {time}, not visited", { time: clock(stop.eta) });
  return t("{n} min late, expected {time}", { n: stop.late_min, time: expected });
}

function head(alarm, team) {
  return [icon(alarm.kind === "missed" ? "alert" : "clock"),
    el("b.grow", null, [named(team), alarm.pass_word].join(" · ")),
    el(`span.state.is-${alarm.kind}`, null, alarm.kind === "missed"
      ? t("{n} missed", { n: alarm.stops.length }) : t("{n} late", { n: alarm.stops.length }))];
}

function stopLines(alarm) {
  const rest = alarm.stops.slice(FIRST).map((stop) => stop.code);
  return el("ul", null,
    alarm.stops.slice(0, FIRST).map((stop) => el("li", null,
      el("b.code", null, stop.code), " ", stop.name, " ", el("span", null, stopWords(alarm, stop)))),
    rest.length ? el("li", null, el("span", null, t("and {codes}", { codes: rest.join(t(", ")) }))) : null);
}

function open(alarm, team, again) {
  const said = () => { keepSeen(alarm); again(); };
  return el(`article.alarm.is-${alarm.kind}`, { "data-alarm": alarm.kind, "data-team": alarm.team_id },
    el("header", null, head(alarm, team)),
    stopLines(alarm),
    el("div.alarm-do", null,
      alarm.people.filter((person) => person.phone).map((person) =>
        el("a.button", { href: `tel:${person.phone}`, "data-act": "call-team", "aria-label": t("Call {name}", { name: person.name }) }, icon("phone"), person.name)),
      el("button.button", { type: "button", "data-act": "seen", onclick: said }, icon("check"), t("Seen"))));
}

function folded(alarm, team) {
  return el("details.alarm.is-folded", { "data-alarm": alarm.kind, "data-team": alarm.team_id, "data-seen": "true" },
    el("summary", null, head(alarm, team), icon("down")),
    stopLines(alarm));
}

/**
 * Draw the alarms, those that nobody has seen first; `again()` when one was seen.
 * @param {HTMLElement} host
 * @param {object[]} alarms as in GET /app/{community}/running
 */
export function showAlarms(host, alarms, teams, again) {
  const team = (alarm) => teams.find((each) => each.id === alarm.team_id);
  const wasOpen = new Set([...host.querySelectorAll("details[open]")].map((each) => each.dataset.alarm + each.dataset.team));
  const fresh = alarms.filter((each) => !isSeen(each));
  const known = alarms.filter(isSeen);
  host.replaceChildren(...fresh.map((each) => open(each, team(each), again)), ...known.map((each) => folded(each, team(each))));
  for (const each of host.querySelectorAll("details")) each.open = wasOpen.has(each.dataset.alarm + each.dataset.team);
  host.dataset.fresh = fresh.length;
}
