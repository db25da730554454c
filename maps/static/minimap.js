// A small map in the corner that shows where the view lies; our own layer, no tiles.

import { PALETTES } from "./marks.js";
import { isDark } from "./theme.js";
import { ready, t } from "./words.js";

const STEPS_OUT = 3;

/** Add it to the map. layer: the one to show again, small. */
export async function miniMapControl(map, layer) {
  await ready;
  const { accent } = PALETTES[isDark() ? "dark" : "light"];
  const rect = { color: accent, weight: 2, interactive: false, fillOpacity: 0.15 };
  const side = matchMedia("(hover: none)").matches ? 48 : 32;
  const strings = { hideText: t("Hide the small map"), showText: t("Show the small map") };
  const control = new L.Control.MiniMap(layer.again(), {
    position: "bottomright", width: 152, height: 112, collapsedWidth: side, collapsedHeight: side,
    zoomLevelOffset: -STEPS_OUT, toggleDisplay: true, minimized: innerWidth < 640, strings,
    aimingRectOptions: rect, shadowRectOptions: { ...rect, opacity: 0, fillOpacity: 0 },
    mapOptions: { zoomSnap: 0.25, preferCanvas: true, boxZoom: false, keyboard: false },
  }).addTo(map);
  const toggle = control.getContainer().querySelector("a");
  toggle.setAttribute("role", "button");
  const say = () => toggle.setAttribute("aria-label", toggle.title);
  toggle.addEventListener("click", say);
  say();
  return control;
}
