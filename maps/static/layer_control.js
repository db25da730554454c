// Which layers are shown: Leaflet's own control, named in the reader's language.

import { ready, t } from "./words.js";

function titleOf(name, team) {
  if (team) return t("Rounds of team {n}", { n: team });
  const titles = {
    ground: t("Base map"), boundary: t("Community boundary"), streets: t("Streets"), hazards: t("Hazards"),
    rounds: t("Patrol rounds"), coverage: t("Coverage"),
  };
  const [, kind, place] = /^([a-z]+)(?:_(\d+))?$/.exec(name);
  return place ? `${titles[kind]} ${place}` : titles[kind];
}

/** Add it to the map. layers: [[script name, layer, a team's number or 0], …] in the order they lie. */
export async function layerControl(map, layers) {
  await ready;
  const overlays = Object.fromEntries(layers.map(([name, layer, team]) => [titleOf(name, team), layer]));
  const control = L.control.layers(null, overlays, { collapsed: true, position: "topright" }).addTo(map);
  const toggle = control.getContainer().querySelector("a");
  toggle.title = t("Layers");
  toggle.setAttribute("aria-label", t("Layers"));
  return control;
}
