/* The rounds of one pass on the map, a colour and a dash for each team; what changed is ringed. */

import { drawGiven } from "./changes_map.js";
import { el } from "./element.js";
import { paddings } from "./place.js";
import { drawRound, palette, roundsBox } from "./rounds.js";
import { clock, metres, named, t } from "./words.js";

const DASHES = [[], [14, 9], [3, 8], [20, 6, 4, 6], [], [14, 9]];

/** What the plan changed in one pass: visits that are new, in other hands (by hazard id), gone. */
export function changedIn(night, pass) {
  const changes = night.plan?.changes;
  const here = (visits) => (visits ?? []).filter((each) => each.pass_name === pass?.name);
  return {
    added: new Set(here(changes?.added).map((each) => each.hazard_id)),
    handed: new Map(here(changes?.handed).map((each) => [each.hazard_id, each])),
    gone: here(changes?.removed).filter((each) => each.point),
  };
}

function count({ added, handed, gone }) {
  return added.size + handed.size + gone.length;
}

function passButton(pass, chosen, changed, onPick) {
  return el("button.chip.afloat", { type: "button", "aria-pressed": String(chosen), "data-act": "pass", "data-pass": pass.no, onclick: () => onPick(pass.no) },
    el("b", null, pass.word), el("span.n", null, `${clock(pass.from)}–${clock(pass.to)}`),
    changed ? el("span.added", null, t("{n} changed", { n: changed })) : null);
}

function legendItem(team, index, round) {
  return el("li", { "data-team": team.id },
    el(`span.swatch.team-${(index % 6) + 1}`, { "aria-hidden": "true" }),
    el("div", null, el("b", null, named(team)),
      el("span.under", null, [t("{n} stops", { n: round.stops.length }), metres(round.length_m), `${clock(round.starts_at)}–${clock(round.ends_at)}`].join(" · "))));
}

function legendOf(night, { added, handed, gone }) {
  const row = (ring, word) => el("li.changed", null, ring, word);
  const ring = (kind = "ring") => el(`span.${kind}`, { "aria-hidden": "true" });
  const givers = [...new Set([...handed.values()].map((each) => each.from_team_id))];
  return [
    added.size ? row(ring(), t("New since the plan before")) : null,
    ...givers.map((id) => {
      const from = ring("ring.is-taken");
      from.style.setProperty("--from", colourOf(night, id));
      return row(from, t("From {team}", { team: named(night.teams.find((team) => team.id === id)) }));
    }),
    gone.length ? row(ring("ring.is-gone"), t("No longer visited")) : null,
  ].filter(Boolean);
}

function colourOf(night, teamId) {
  return palette().teams[night.teams.findIndex((team) => team.id === teamId) % 6];
}

/** A ring in the colour of the team that had the stop before. */
function ringOf(map, stop, colour) {
  const mark = map.getContainer().querySelector(`[data-stop="${stop.id}"] .stop-mark`);
  mark?.classList.add("is-changed", "is-taken");
  mark?.style.setProperty("--from", colour);
}

/** The official's map: `show(night, passNo)` draws one pass. */
export class PlanMap {
  /** @param {L.Map} map @param {L.LayerGroup} layer @param {{passes: HTMLElement, legend: HTMLElement}} parts */
  constructor(map, layer, parts, onPass) {
    Object.assign(this, { map, layer, parts, onPass, drawn: [] });
  }

  show(night, passNo) {
    for (const each of this.drawn) each.remove();
    const pass = night.passes.find((each) => each.no === passNo);
    const rounds = night.rounds.filter((round) => round.pass_no === passNo);
    const changed = changedIn(night, pass);
    const { teams } = palette();
    this.drawn = rounds.map((round) => {
      const index = night.teams.findIndex((team) => team.id === round.team_id);
      return drawRound(this.layer, round, { colour: teams[index % 6], dash: DASHES[index % 6], chosen: "", whole: true, changed: changed.added });
    });
    this.drawn.push(drawGiven(this.layer, changed.gone, t("No longer visited")));
    for (const stop of rounds.flatMap((round) => round.stops)) {
      const giver = changed.handed.get(stop.hazard_id)?.from_team_id;
      if (giver) ringOf(this.map, stop, colourOf(night, giver));
    }
    this.parts.passes.replaceChildren(...night.passes.map((each) =>
      passButton(each, each.no === passNo, count(changedIn(night, each)), this.onPass)));
    this.parts.legend.hidden = rounds.length === 0;
    const walked = night.teams.flatMap((team, index) => rounds.filter((round) => round.team_id === team.id).map((round) => [team, index, round]));
    this.parts.legend.replaceChildren(...walked.map((each) => legendItem(...each)),
      ...legendOf(night, changed));
    return rounds;
  }

  whole(rounds) {
    const box = roundsBox(rounds);
    if (box) this.map.fitBounds(box, { ...paddings(this.map.getContainer()), animate: false });
  }
}
