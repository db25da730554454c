// A saved analysis: what it shows stands in the file itself.

import { AnalysisView } from "./analysis_view.js";
import { embedded } from "./given.js";
import { openAt } from "./place.js";
import { sayHazard } from "./said.js";
import { ready } from "./words.js";

async function show(map, layer) {
  const answer = embedded("analysis-answer");
  const [west, south, east, north] = answer.bounds;
  openAt(map, [[south, west], [north, east]]);
  await Promise.all([ready, layer.loaded]);
  const at = (id) => document.getElementById(id);
  new AnalysisView({ head: at("an-head"), list: at("an-list") }, map, layer).show(answer);
}

/** Show the analysis that the file carries on its map. */
export function showFile(map, layer) {
  return show(map, layer);
}

/** Show the hazards that the file carries: the layer has them already, the list picks them. */
export function showHazards(map, layer) {
  const pick = (id) => {
    const feature = layer.features.find(({ properties }) => properties.id === id);
    if (feature) sayHazard(map, feature);
  };
  return show(map, { on() {}, show() {}, pick });
}
