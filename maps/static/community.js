// The community's page: the map first, what stands beside it as soon as that is drawn.

import { ground, hazards } from "./made/map-community.js";
import "./theme.js";

performance.mark("yuxun-map");

// Names of the base map make room for hazards.
ground.avoid = () => hazards.layout().taken;
ground.namesAfter = new Promise((settle) => hazards.once("loaded trouble", settle));

// Named one by one, so that they come in one breath and not each after the other.
for (const name of ["element", "panel", "hazard_list", "community_panel"]) import(`./${name}.js`);
