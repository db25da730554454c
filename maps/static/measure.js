// Measuring on the map: tap corner after corner; length, and area from three corners on.

import { el } from "./element.js";
import { areaOf, lengthOf } from "./geodesic.js";
import { PALETTES } from "./marks.js";
import { isDark } from "./theme.js";
import { number, ready, t } from "./words.js";

/** 84 → "84.0 m", 1240 → "1,240 m", 12400 → "12.40 km". */
export function lengthWord(m) {
  if (m >= 10_000) return t("{n} km", { n: number(m / 1000, 2) });
  return t("{n} m", { n: number(m, m < 100 ? 1 : 0) });
}

/** 850 → "850 m²", 12400 → "1.24 ha", 3000000 → "3 km²". */
export function areaWord(sq_m) {
  if (sq_m >= 1e6) return t("{n} km²", { n: number(sq_m / 1e6, 2) });
  if (sq_m >= 1e4) return t("{n} ha", { n: number(sq_m / 1e4, 2) });
  return t("{n} m²", { n: number(sq_m) });
}

const Measure = L.Control.extend({
  options: { position: "topleft" },

  onAdd(map) {
    this._map = map;
    this.places = [];
    this.marks = L.layerGroup();
    this.said = el("p", { role: "status", "aria-live": "polite" });
    const button = (word, act) => el("button.button", { type: "button", onclick: act }, word);
    this.sheet = el("div.measured", { hidden: true }, this.said, el("div.row", null,
      button(t("Take back a corner"), () => { this.places.pop(); this._draw(); }),
      button(t("Clear"), () => { this.places = []; this._draw(); }),
      button(t("Stop measuring"), () => this.turn(false))));
    this.link = el("a.measure-button", { href: "#", role: "button", title: t("Measure"), "aria-label": t("Measure"), "aria-pressed": "false" });
    const box = el("div.leaflet-bar.measure", null, this.link, this.sheet);
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box)
      .on(this.link, "click", L.DomEvent.preventDefault).on(this.link, "click", () => this.turn(!map.measuring));
    return box;
  },

  onRemove() { this.turn(false); },

  /** Begin or end measuring; while it goes on, taps are corners and nothing else. */
  turn(on) {
    const map = this._map;
    if (Boolean(map.measuring) === on) return;
    map.measuring = on;
    this.link.setAttribute("aria-pressed", String(on));
    this.sheet.hidden = !on;
    for (const name of ["placing", "measuring"]) map.getContainer().classList.toggle(name, on);
    if (on) map.closePopup();
    map.doubleClickZoom[on ? "disable" : "enable"]();
    map[on ? "on" : "off"]("click", this._tapped, this);
    L.DomEvent[on ? "on" : "off"](document, "keydown", this._keyed, this);
    this.places = [];
    if (on) this.marks.addTo(map); else this.marks.remove();
    this._draw();
  },

  _tapped({ latlng: { lng, lat } }) {
    this.places.push([lng, lat]);
    this._draw();
  },

  _keyed({ key }) { if (key === "Escape") this.turn(false); },

  _draw() {
    const colours = PALETTES[isDark() ? "dark" : "light"];
    const at = this.places.map(([lng, lat]) => [lat, lng]);
    const quiet = { interactive: false };
    const corner = { ...quiet, radius: 5, color: colours["mark-halo"], weight: 2, fillColor: colours.accent, fillOpacity: 1 };
    this.marks.clearLayers();
    for (const [color, weight] of [[colours["mark-halo"], 7], [colours.accent, 3]]) this.marks.addLayer(L.polyline(at, { ...quiet, color, weight }));
    if (at.length > 2) this.marks.addLayer(L.polygon(at, { ...quiet, stroke: false, fillColor: colours.accent, fillOpacity: 0.15 }));
    for (const each of at) this.marks.addLayer(L.circleMarker(each, corner));
    this.length_m = lengthOf(this.places);
    this.area_sq_m = at.length > 2 ? areaOf(this.places) : null;
    const words = [at.length > 1 ? t("Length {length}", { length: lengthWord(this.length_m) }) : t("Tap the map, corner after corner."),
      this.area_sq_m ? t("area {area}", { area: areaWord(this.area_sq_m) }) : ""];
    this.said.textContent = words.filter(Boolean).join(" · ");
  },
});

/** Add it to the map; settles with the control. */
export async function measureControl(map) {
  await ready;
  return new Measure().addTo(map);
}
