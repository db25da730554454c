/* The rounds of one pass on the map, a colour and a dash for each team; what changed is ringed. */

import { el } from "./element.js";
import { paddings } from "./place.js";
import { drawRound, palette, roundsBox } from "./rounds.js";
import { clock, metres, named, t } from "./words.js";

const DASHES = [[], [14, 9], [3, 8], [20, 6, 4, 6], [], [14, 9]];

/** Every visit of a night as "hazard pass-name", to compare two plans. */
export function visitsOf(night) {
  const names = new Map(night.passes.map((pass) => [pass.no, pass.name]));
  return new Set(night.rounds.flatMap((round) =>
    round.stops.map((stop) => `${stop.hazard_id} ${names.get(round.pass_no)}`)));
}

/** Hazard ids with a visit in that pass that the plan before did not have. */
export function addedIn(night, pass, before) {
  if (!before) return new Set();
  const stops = night.rounds.filter((round) => round.pass_no === pass.no).flatMap((round) => round.stops);
  return new Set(stops.map((stop) => stop.hazard_id).filter((id) => !before.has(`${id} ${pass.name}`)));
}

function passButton(pass, chosen, added, onPick) {
  return el("button.chip.afloat", { type: "button", "aria-pressed": String(chosen), "data-act": "pass", "data-pass": pass.no, onclick: () => onPick(pass.no) },
    el("b", null, pass.word), el("span.n", null, `${clock(pass.from)}–${clock(pass.to)}`),
    added ? el("span.added", null, t("{n} new", { n: added })) : null);
}

function legendItem(team, index, round) {
  return el("li", { "data-team": team.id },
    el(`span.swatch.team-${(index % 6) + 1}`, { "aria-hidden": "true" }),
    el("div", null, el("b", null, named(team)),
      el("span.under", null, round
        ? [t("{n} stops", { n: round.stops.length }), metres(round.length_m), `${clock(round.starts_at)}–${clock(round.ends_at)}`].join(" · ")
        : t("no round in this pass"))));
}

/** The official's map: `show(night, passNo, before)` draws one pass. */
export class PlanMap {
  /** @param {L.Map} map @param {L.LayerGroup} layer @param {{passes: HTMLElement, legend: HTMLElement}} parts */
  constructor(map, layer, parts, onPass) {
    Object.assign(this, { map, layer, parts, onPass, drawn: [] });
  }

  show(night, passNo, before) {
    for (const each of this.drawn) each.remove();
    const pass = night.passes.find((each) => each.no === passNo);
    const rounds = night.rounds.filter((round) => round.pass_no === passNo);
    const changed = pass ? addedIn(night, pass, before) : new Set();
    const { teams } = palette();
    this.drawn = rounds.map((round) => {
      const index = night.teams.findIndex((team) => team.id === round.team_id);
      return drawRound(this.layer, round, { colour: teams[index % 6], dash: DASHES[index % 6], chosen: "", whole: true, changed });
    });
    this.parts.passes.replaceChildren(...night.passes.map((each) =>
      passButton(each, each.no === passNo, addedIn(night, each, before).size, this.onPass)));
    this.parts.legend.hidden = rounds.length === 0;
    const walked = night.teams.map((team, index) => [team, index, rounds.find((round) => round.team_id === team.id)]);
    this.parts.legend.replaceChildren(...walked.filter(([, , round]) => round).map((each) => legendItem(...each)),
      ...(changed.size ? [el("li.changed", null, el("span.ring", { "aria-hidden": "true" }), t("New since the plan before"))] : []));
    return rounds;
  }

  whole(rounds) {
    const box = roundsBox(rounds);
    if (box) this.map.fitBounds(box, { ...paddings(this.map.getContainer()), animate: false });
  }
}
