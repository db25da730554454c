/* The card in thumb reach: the next stop, or the one that was tapped, and what to say of it. */

import { minutesUntil, now } from "./clock.js";
import { el, icon } from "./element.js";
import { lookList } from "./look_for.js";
import { markSvg } from "./mark.js";
import { KINDS, OTHER_KIND, RANKS } from "./marks.js";
import { community } from "./place.js";
import { metresBetween } from "./position.js";
import { minutesAfter, SIGNS, standing, standingWord, throughAt, walkTo } from "./stops.js";
import { clock, metres, minutes, t } from "./words.js";

const LATE_MIN = 5;
const SOON_MIN = 90;

function arrival(stop) {
  if (standing(stop) !== "planned") return null;
  const left = minutesUntil(stop.eta);
  if (left < -LATE_MIN) return el("span.left.is-late", null, t("{time} late", { time: minutes(minutesAfter(stop, now()) * 60) }));
  if (left > SOON_MIN) return null;
  const behind = minutesUntil(stop.expected_at ?? stop.eta) - left;
  if (behind >= LATE_MIN) return el("span.left", null, t("more likely {time}", { time: clock(stop.expected_at) }));
  return el("span.left", null, left > 0 ? t("in {time}", { time: minutes(left * 60) }) : t("now"));
}

function distance(round, stop, fix) {
  if (fix) return [metres(metresBetween(fix.point, stop.point)), t("from you, straight")];
  const { length_m, walk_s } = walkTo(round, stop);
  const from = stop.seq > 1 ? t("from stop {seq}", { seq: stop.seq - 1 }) : t("from the base");
  return [metres(length_m), [from, minutes(walk_s)].join(" · ")];
}

function figure(name, value, more, testid) {
  return el("div.figure", { "data-testid": testid }, el("dt", null, name),
    el("dd", null, el("b", null, value), more));
}

function head(stop) {
  const kind = KINDS[stop.kind] ?? OTHER_KIND;
  return el("header.stop-head", null,
    el(`span.stop-number.is-${standing(stop)}`, null, el("b", null, stop.seq)),
    el("div.grow", null,
      el("h2", null, stop.name || t(kind.word)),
      el("p.stop-kind", null, markSvg(stop.kind, stop.rank), el("b.code", null, stop.code),
        el(`span.rank.rank-${stop.rank}`, null, t(RANKS[stop.rank])), el("span.kind", null, t(kind.word)))),
    callButton(stop));
}

function callButton(stop) {
  if (!stop.keeper?.phone) return null;
  const label = t("Call the keeper, {name}", { name: stop.keeper.name });
  return el("a.button.call", { href: `tel:${stop.keeper.phone}`, "data-act": "call-keeper", "aria-label": label, title: label },
    icon("phone"), el("span", null, stop.keeper.name));
}

function lookFor(round, stop, facts) {
  const through = throughAt(round, stop);
  return el("div.look-for", null,
    stop.lookout ? el("p.only-look", null, icon("alert"), t("Look from here only. Nobody goes in.")) : null,
    through ? el("p", null, el("b", null, t("Walk {length} of road end to end.", { length: metres(through) }))) : null,
    lookList(stop),
    facts.length ? el("p.facts-line", null, facts.map(factWords).join(" · ")) : null);
}

function factWords({ label, value, unit }) {
  return [label, value, unit].filter((part) => part !== "" && part !== null && part !== undefined).join(" ");
}

function answered(stop) {
  const state = standing(stop);
  if (state === "planned") return null;
  return el(`p.answered.is-${state}`, null, el("i", null, SIGNS[state]), standingWord(state));
}

function notSent(waiting, on) {
  return el("div.not-sent", { role: "alert", "data-testid": "not-sent" },
    el("p", null, el("b", null, t("Not stored yet.")), " ", waiting.sentence),
    el("button.button.main.big.wide", { type: "button", "data-act": "again", onclick: on.again },
      icon("undo"), t("Try again")));
}

function actions(stop, on) {
  const open = ["planned", "missed"].includes(standing(stop));
  return el("div.actions", null,
    el("button.button.big.found", { type: "button", "data-act": "found", onclick: on.found },
      icon("alert"), t("Found something")),
    el(`button.button.big.clear${open ? ".ok" : ""}`, { type: "button", "data-act": "all-clear", onclick: on.clear },
      icon("check"), t("All clear")));
}

/**
 * Draw the card of a stop.
 * @param {HTMLElement} host
 * @param {{round: object, stop: object, fix: object | null, facts: object[],
 *   waiting: {sentence: string} | null, sending: boolean}} of
 * @param {{clear: () => void, found: () => void, again: () => void}} on
 */
export function showCard(host, { round, stop, fix, facts, waiting, sending }, on) {
  const [away, from] = distance(round, stop, fix);
  host.replaceChildren(
    head(stop),
    el("dl.figures", null,
      figure(t("Arrival"), clock(stop.eta), arrival(stop), "eta"),
      figure(t("Distance"), away, el("span", null, from), "distance")),
    lookFor(round, stop, facts),
    answered(stop) ?? "",
    el("div.say", null, waiting ? notSent(waiting, on) : actions(stop, on)),
  );
  // Another stop is read from its head; the first is there already, and to scroll lays the page out.
  if (host.dataset.stop && host.dataset.stop !== stop.id) host.parentElement.scrollTop = 0;
  host.dataset.stop = stop.id;
  for (const button of host.querySelectorAll("button")) button.disabled = sending;
}

/** Draw the card's place when a round is done, or there is none: a headline and what next. */
export function showWord(host, { headline, line, sentence, action, onAction, calm }) {
  delete host.dataset.stop;
  host.replaceChildren(
    el("div.round-end", { "data-testid": "round-end" },
      el("h2", null, headline),
      line ? el("p.night-line", { "data-testid": "night-line" }, line) : null,
      sentence ? el("p.quiet", null, sentence) : null,
      action ? el(`button.button.big.wide${calm ? "" : ".main"}`, { type: "button", "data-act": "next-pass", onclick: onAction }, action) : null,
      line && !action ? el("a.button", { href: `/report?community=${encodeURIComponent(community)}` }, t("The night in numbers")) : null),
  );
}
