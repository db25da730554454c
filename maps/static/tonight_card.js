/* The card in thumb reach: the next stop, or the one that was tapped, and what to say of it. */

import { clockOf, minutesUntil } from "./clock.js";
import { el } from "./element.js";
import { icon, kindGlyph } from "./icons.js";
import { KINDS, OTHER_KIND, RANKS } from "./marks.js";
import { metresBetween } from "./position.js";
import { standing, STANDINGS, throughAt, walkTo } from "./stops.js";
import { say } from "./words.js";

const LATE_MIN = 5;

const LOOK_FOR = {
  flood_segment: "Depth at the kerb, drains, manhole covers, wires. Do not step into water whose ground you cannot see.",
  leak_building: "From outside: roof edge, top-floor windows, downpipes, water near meters. No knocking at night unless they called.",
  leaning_tree: "From a distance: new cracks, lifted roots, hanging limbs, wires. Stay out of its reach.",
};
const LOOK_FOR_OTHER = "What has changed since the last visit.";

/** "160 m" or "1.2 km". */
export function metres(length_m) {
  if (length_m >= 1000) return say("{km} km", { km: (length_m / 1000).toFixed(1) });
  return say("{m} m", { m: length_m < 100 ? Math.round(length_m) : Math.round(length_m / 10) * 10 });
}

function arrival(stop) {
  const left = minutesUntil(stop.eta);
  if (standing(stop) !== "planned") return null;
  if (left < -LATE_MIN) return el("span", { class: "eta-left is-late" }, say("{min} min late", { min: waited(-left) }));
  if (left > 90) return null;
  return el("span", { class: "eta-left" }, left > 0 ? say("in {min} min", { min: left }) : say("now"));
}

function waited(minutes) {
  return minutes >= 120 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` : minutes;
}

function distance(round, stop, fix) {
  if (fix) {
    const away = metresBetween(fix.point, stop.point);
    return [metres(away), say("from you, straight")];
  }
  const { length_m, walk_s } = walkTo(round, stop);
  const from = stop.seq > 1 ? say("from stop {seq}", { seq: stop.seq - 1 }) : say("from the base");
  return [metres(length_m), `${from} · ${say("{min} min", { min: Math.max(1, Math.round(walk_s / 60)) })}`];
}

function figure(name, value, more, data) {
  return el("div", { class: "figure", data }, el("dt", {}, name), el("dd", {}, el("b", {}, value), more));
}

function head(stop) {
  const state = standing(stop);
  const kind = KINDS[stop.kind] ?? OTHER_KIND;
  return el(
    "header",
    { class: "stop-head" },
    el("span", { class: `stop-number is-${state}` }, el("b", {}, stop.seq)),
    el(
      "div",
      { class: "grow" },
      el("h2", {}, stop.name || say(kind.word)),
      el(
        "p",
        { class: "stop-kind" },
        kindGlyph(stop.kind),
        el("b", { class: "code" }, stop.code),
        el("span", {}, say(kind.word)),
        el("span", { class: `rank rank-${stop.rank}` }, say(RANKS[stop.rank])),
      ),
    ),
  );
}

function callButton(stop) {
  if (!stop.keeper?.phone) return null;
  return el(
    "a",
    { class: "button call", href: `tel:${stop.keeper.phone}`, data: { act: "call-keeper" },
      "aria-label": say("Call the keeper, {name}", { name: stop.keeper.name }) },
    icon("call"),
    el("span", {}, stop.keeper.name),
  );
}

function lookFor(round, stop, facts) {
  const through = throughAt(round, stop);
  return el(
    "div",
    { class: "look-for" },
    stop.lookout ? el("p", { class: "only-look" }, icon("alarm"), say("Look from here only. Nobody goes in.")) : null,
    through ? el("p", {}, say("Walk {length} of road end to end.", { length: metres(through) })) : null,
    el("p", {}, say(LOOK_FOR[stop.kind] ?? LOOK_FOR_OTHER)),
    facts.length ? el("p", { class: "quiet" }, facts.map(({ label, value, unit }) => `${label} ${value}${unit ? ` ${unit}` : ""}`).join(" · ")) : null,
  );
}

function answered(stop) {
  const state = standing(stop);
  if (state === "planned") return null;
  const { word, mark } = STANDINGS[state];
  return el("p", { class: `answered is-${state}` }, el("i", {}, mark), say(word));
}

function actions(stop, waiting, on) {
  if (waiting) {
    return el(
      "div",
      { class: "not-sent", role: "alert", data: { testid: "not-sent" } },
      el("p", {}, el("b", {}, say("Not stored yet.")), " ", waiting.sentence),
      el("button", { type: "button", class: "button main big wide", data: { act: "again" }, onclick: on.again }, say("Try again")),
    );
  }
  const open = standing(stop) === "planned";
  return el(
    "div",
    { class: "actions" },
    callButton(stop),
    el("button", { type: "button", class: "button big found", data: { act: "found" }, onclick: on.found }, icon("alarm"), say("Found something")),
    el("button", { type: "button", class: `button big ${open ? "ok" : ""} clear`, data: { act: "all-clear" }, onclick: on.clear }, icon("check"), say("All clear")),
  );
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
    el(
      "dl",
      { class: "figures" },
      figure(say("Arrival"), clockOf(stop.eta), arrival(stop), { testid: "eta" }),
      figure(say("Distance"), away, el("span", {}, from), { testid: "distance" }),
    ),
    lookFor(round, stop, facts),
    ...[answered(stop)].filter(Boolean),
    actions(stop, waiting, on),
  );
  host.dataset.stop = stop.id;
  for (const button of host.querySelectorAll(".actions button")) button.disabled = sending;
}
