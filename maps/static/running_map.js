/* Each team on the map, by the last stop that it answered for: its name and when that was. */

import { clock, named, t } from "./words.js";

export class TeamsOnMap {
  /** @param {L.LayerGroup} layer */
  constructor(layer) {
    Object.assign(this, { layer, drawn: null });
  }

  /** Draw every team that has answered for a stop, at its newest one. */
  show(passes, teams) {
    this.drawn?.remove();
    const newest = new Map();
    for (const walk of passes.flatMap((pass) => pass.teams)) {
      const before = newest.get(walk.team_id);
      if (walk.last?.done_at && (!before || Date.parse(walk.last.done_at) > Date.parse(before.done_at))) newest.set(walk.team_id, walk.last);
    }
    const markers = [...newest].map(([teamId, last]) => mark(teams.findIndex((each) => each.id === teamId), teams, last));
    this.drawn = L.layerGroup(markers).addTo(this.layer);
  }
}

function mark(index, teams, last) {
  const label = document.createElement("span");
  label.className = `team-at team-${(index % 6) + 1}`;
  label.textContent = `${named(teams[index])} ${clock(last.done_at)}`;
  const [lon, lat] = last.point;
  const html = L.divIcon({ className: "team-pin", html: label, iconSize: [0, 0] });
  const title = t("{team}: {code} at {time}", { team: named(teams[index]), code: last.code, time: clock(last.done_at) });
  return L.marker([lat, lon], { icon: html, title, alt: title, keyboard: false, interactive: false, zIndexOffset: 900 });
}
