/* What a plan has taken from somebody, on the map: hollow marks where his stops were. */

import { el } from "./element.js";
import { t } from "./words.js";

/**
 * Draw stops that others have now, hollow; call `remove` before drawing them anew.
 * @param {L.LayerGroup} layer
 * @param {{code: string, point: number[]}[]} stops
 * @param {string} [word] what is said of each
 */
export function drawGiven(layer, stops, word = t("Handed over")) {
  const group = L.layerGroup(stops.map(({ code, point: [lon, lat] }) => {
    const mark = el("span.given-mark", null, el("b", { "aria-hidden": "true" }, "→"), el("em", null, code));
    const icon = L.divIcon({ className: "given-pin", html: mark, iconSize: [48, 48] });
    return L.marker([lat, lon], { icon, interactive: false, title: `${code}: ${word}`, alt: `${code}: ${word}`, zIndexOffset: -100 });
  })).addTo(layer);
  return { remove: () => layer.removeLayer(group) };
}
