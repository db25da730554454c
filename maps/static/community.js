// The community's page: the map first, what stands beside it as soon as that is drawn.

import { ground, hazards } from "./made/map-community.js";
import "./theme.js";

performance.mark("yuxun-map");

// Names of the base map make room for hazards.
ground.avoid = () => hazards.layout().taken;
hazards.once("loaded", () => ground.redraw());

import("./community_panel.js");
