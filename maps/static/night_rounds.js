// The rounds of a night as a layer of its own: from our server's answer, or from GeoJSON that
// the page carries. Pages that follow a running night draw by rounds.js themselves.

import { given } from "./given.js";
import { sayStop } from "./said.js";
import { drawRound, palette, roundsBox } from "./rounds.js";
import { ready } from "./words.js";
import { onTheme } from "./theme.js";

const DASHES = [[], [14, 9], [3, 8], [20, 6, 4, 6], [], [14, 9]];
// From the seventh team on the six colours come again, each time with a dash of its own.
const AGAIN = [[30, 4], [8, 4], [16, 4, 2, 4, 2, 4]];

/** How the ways of a team look, by its number from 1; 0 is nobody's. No two alike up to 24. */
export function teamLook(number, { teams, "route-walked": plain }) {
  if (number < 1) return { colour: plain, dash: [2, 4] };
  const again = Math.floor((number - 1) / 6), place = (number - 1) % 6;
  return { colour: teams[place], dash: again ? AGAIN[(again - 1) % 3] : DASHES[place] };
}

/** The rounds in a FeatureCollection of stops (points) and legs (lines): as rounds.js has them.
 *  What is neither is left out alone. */
export function roundsIn({ features }) {
  const rounds = new Map();
  for (const { id, geometry, properties } of features) {
    if (!["Point", "LineString"].includes(geometry?.type) || !geometry.coordinates.flat().every(Number.isFinite)) continue;
    const { round, team = 1, pass_no = 1, ...of } = properties ?? {};
    const key = `${team} ${round}`;
    if (!rounds.has(key)) rounds.set(key, { team, pass_no, stops: [], legs: [] });
    const found = rounds.get(key);
    if (geometry.type === "Point") {
      found.stops.push({ name: "", state: "planned", result: null, ...of, id: of.id ?? id ?? `${key} ${of.seq}`, point: geometry.coordinates });
    } else found.legs.push({ through: false, ...of, g: geometry.coordinates });
  }
  for (const round of rounds.values()) round.stops.sort((a, b) => a.seq - b.seq);
  return [...rounds.values()];
}

function roundsOf(answer) {
  if (answer.type === "FeatureCollection") return roundsIn(answer);
  return answer.rounds.map((round) => ({ ...round, team: (answer.teams.findIndex((team) => team.id === round.team_id) % 6) + 1 }));
}

export const NightRounds = L.LayerGroup.extend({
  initialize(source, team = null) {
    L.LayerGroup.prototype.initialize.call(this, []);
    this.rounds = [];
    this.drawn = [];
    this.loaded = Promise.all([given(source), ready]).then(([answer]) => {
      this.show(roundsOf(answer).filter((round) => team === null || round.team === team));
      return this.rounds;
    }, (error) => { this.fire("trouble", { sentence: error.sentence || String(error) }); return null; });
    onTheme(() => this.show(this.rounds));
  },

  onAdd(map) {
    L.LayerGroup.prototype.onAdd.call(this, map);
    this.show(this.rounds);
  },

  onRemove(map) {
    this._clear();
    L.LayerGroup.prototype.onRemove.call(this, map);
  },

  /** Draw these rounds instead of those before. */
  show(rounds) {
    this.rounds = rounds;
    this._clear();
    if (!this._map) return;
    const colours = palette();
    this.drawn = rounds.map((round) => drawRound(this, round, {
      ...teamLook(round.team, colours), chosen: "", whole: true,
      onStop: (stop) => this._map.measuring || sayStop(this._map, stop),
    }));
    this.fire("loaded");
  },

  _clear() {
    for (const each of this.drawn) each.remove();
    this.drawn = [];
  },

  /** The box around them all, or null. */
  box() { return roundsBox(this.rounds); },
});
