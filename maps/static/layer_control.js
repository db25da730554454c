// Which layers are shown: Leaflet's own control, named in the reader's language.

import { ready, t } from "./words.js";

function titleOf(name) {
  const titles = {
    ground: t("Base map"), boundary: t("Community boundary"), streets: t("Streets"), hazards: t("Hazards"),
    rounds: t("Patrol rounds"), coverage: t("Coverage"),
  };
  const [, kind, place] = /^([a-z]+)(?:_(\d+))?$/.exec(name);
  return place ? `${titles[kind]} ${place}` : titles[kind];
}

/** Add it to the map. layers: [[script name, layer], …] in the order they lie. */
export async function layerControl(map, layers) {
  await ready;
  const overlays = Object.fromEntries(layers.map(([name, layer]) => [titleOf(name), layer]));
  return L.control.layers(null, overlays, { collapsed: true, position: "topright" }).addTo(map);
}
