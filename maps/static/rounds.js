/* Rounds on the map: the way along the streets and its numbered stops.

Lines are canvas; stops are few and are DOM, so that they can be tapped, focused and read out. */

import { now } from "./clock.js";
import { routeLine } from "./route_line.js";
import { spread } from "./spread.js";
import { isLate, minutesAfter, nextStop, SIGNS, standing, standingWord } from "./stops.js";
import { t } from "./words.js";

const NAMES = ["route", "route-walked", "route-casing", "water-walk", "link"];

/** The colours of lines as the style sheet has them now; read again when the theme changes. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const teams = [1, 2, 3, 4, 5, 6].map((n) => of(`team-${n}`));
  return { ...Object.fromEntries(NAMES.map((name) => [name, of(name)])), teams };
}

function legLook(leg, seqNext, colours, colour, dash) {
  const walked = leg.seq < seqNext;
  return {
    dash,
    colour: walked ? colours["route-walked"] : colour,
    casing: colours["route-casing"],
    arrow: walked ? null : colour,
    width: leg.seq === seqNext ? 7 : 5,
    alpha: walked ? 0.75 : 1,
  };
}

function legLines(round, colours, colour, seqNext, dash) {
  const under = round.legs
    .filter((leg) => leg.through)
    .map((leg) => routeLine(leg.g, { colour: colours["water-walk"], width: 15, alpha: 0.5 }));
  // Later legs first: what is walked next lies on top.
  const over = [...round.legs]
    .sort((a, b) => b.seq - a.seq)
    .map((leg) => routeLine(leg.g, legLook(leg, seqNext, colours, colour, dash)));
  return [...under, ...over];
}

function stopMark(stop, isNext, label) {
  const state = standing(stop);
  const late = isLate(stop, now());
  const mark = document.createElement("span");
  mark.className = `stop-mark is-${state}${late ? " is-late" : ""}${isNext ? " is-next" : ""}`;
  const number = document.createElement("b");
  number.textContent = String(label ?? stop.seq);
  const sign = document.createElement("i");
  sign.textContent = SIGNS[late ? "late" : state];
  const code = document.createElement("em");
  code.textContent = late ? `${stop.code} ${lateWord(stop)}` : stop.code;
  mark.append(number, sign, code);
  return mark;
}

function lateWord(stop) {
  return t("{n} min late", { n: minutesAfter(stop, now()) });
}

function stopMarker(stop, isNext, onStop) {
  const [lon, lat] = stop.point;
  const icon = L.divIcon({ className: "stop-pin", html: stopMark(stop, isNext), iconSize: [48, 48] });
  const title = t("Stop {seq}, {code} {name}: {state}", {
    seq: stop.seq, code: stop.code, name: stop.name,
    state: isLate(stop, now()) ? lateWord(stop) : standingWord(standing(stop)),
  });
  const marker = L.marker([lat, lon], { icon, title, alt: title, zIndexOffset: isNext ? 800 : 0 });
  marker.on("click", () => onStop?.(stop));
  marker.on("add", () => {
    const element = marker.getElement();
    element.dataset.stop = stop.id;
    element.dataset.state = standing(stop);
    element.setAttribute("aria-label", title);
  });
  return marker;
}

/** From where the team stands to the thing itself: a dotted line with a dot at its end. */
function linkLines(stops, colours) {
  const points = stops.filter((stop) => stop.geometry?.type === "Point");
  return points.flatMap(({ point, geometry: { coordinates: [lon, lat] } }) => {
    const style = { color: colours.link, weight: 2, interactive: false };
    const dot = { ...style, radius: 3.5, fillColor: colours.link, fillOpacity: 1 };
    return [
      L.polyline([[point[1], point[0]], [lat, lon]], { ...style, dashArray: "2 5" }),
      L.circleMarker([lat, lon], dot),
    ];
  });
}

function keepApart(map, markers, stops) {
  const at = stops.map(({ point: [lon, lat] }) => map.latLngToLayerPoint([lat, lon]));
  spread(at).forEach(({ x, y }, i) => {
    const pin = markers[i].getElement()?.firstElementChild;
    if (pin) pin.style.transform = x || y ? `translate(${x}px, ${y}px)` : "";
  });
}

const NEAR_ZOOM = 17; // codes stand under the numbers from here on

/**
 * Draw one round; call `remove` before drawing it anew.
 * @param {L.LayerGroup} layer on a map: the folium layer `rounds`
 * @param {{stops: object[], legs: object[]}} round as in GET /app/{community}/night
 * @param {{colour?: string, onStop?: (stop: object) => void, chosen?: string,
 *   dash?: number[], whole?: boolean, changed?: Set<string>}} how
 *   whole: the round as planned, no leg walked yet; changed: hazard ids to ring
 */
export function drawRound(layer, round, how = {}) {
  const map = layer._map;
  const colours = palette();
  const next = nextStop(round);
  const chosen = how.chosen ?? next?.id;
  const seqNext = how.whole ? 0 : next?.seq ?? Infinity; // 0: no leg is behind us
  const lines = [
    ...linkLines(round.stops, colours),
    ...legLines(round, colours, how.colour ?? colours.route, seqNext, how.dash),
  ];
  const markers = round.stops.map((stop) => stopMarker(stop, stop.id === chosen, how.onStop));
  const group = L.layerGroup([...lines, ...markers]).addTo(layer);
  round.stops.forEach((stop, i) => {
    const mark = markers[i].getElement()?.firstElementChild;
    mark?.classList.toggle("is-changed", Boolean(how.changed?.has(stop.hazard_id)));
    if (how.colour) mark?.style.setProperty("--mark", how.colour);
  });
  const apart = () => {
    keepApart(map, markers, round.stops);
    map.getContainer().classList.toggle("map-near", map.getZoom() >= NEAR_ZOOM);
  };
  apart();
  map.on("zoomend", apart);
  return {
    remove() {
      map.off("zoomend", apart);
      layer.removeLayer(group);
    },
  };
}

/** The box around one stop and the way to it. */
export function stopBox(round, stop) {
  const legs = round.legs.filter((leg) => leg.seq === stop.seq);
  return roundsBox([{ legs, stops: [stop] }]);
}

/** The box [[south, west], [north, east]] around rounds, or null when there is nothing in it. */
export function roundsBox(rounds) {
  const box = L.latLngBounds([]);
  for (const round of rounds) {
    for (const leg of round.legs) for (const [lon, lat] of leg.g) box.extend([lat, lon]);
    for (const { point: [lon, lat] } of round.stops) box.extend([lat, lon]);
  }
  return box.isValid() ? box : null;
}
