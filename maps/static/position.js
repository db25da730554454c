/* Where the phone is: asked for by a tap, watched while wanted, honest when it cannot be had. */

import { t } from "./words.js";

const PATIENCE_MS = 10_000; // some phones without Google services never answer at all
const EARTH_M = 6_371_008.8;

/** Metres as the crow flies between two [lon, lat]. */
export function metresBetween([lon1, lat1], [lon2, lat2]) {
  const rad = Math.PI / 180;
  const half =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(half));
}

/** Why no position can come, in a sentence, or null when it can be asked for. */
export function cannotLocate() {
  if (!window.isSecureContext) {
    return t("This address is not https, so the phone gives no position. Go by the route and the numbers.");
  }
  if (!("geolocation" in navigator)) {
    return t("This phone gives no position. Go by the route and the numbers.");
  }
  return null;
}

function trouble(code) {
  if (code === 1) {
    return t("Position is switched off for this page. Allow it in the browser's settings, or go by the route.");
  }
  if (code === 3) return t("No position after 10 seconds. Step into the open, or go by the route.");
  return t("No position just now. Step into the open, or go by the route.");
}

/**
 * Watch the position until the returned function is called.
 * @param {(fix: {point: number[], accuracy_m: number, at: number}) => void} onFix
 * @param {(sentence: string) => void} onTrouble; fixes may still follow
 */
export function watchPosition(onFix, onTrouble) {
  const reason = cannotLocate();
  if (reason) {
    onTrouble(reason);
    return () => {};
  }
  let heard = false;
  const silence = setTimeout(() => heard || onTrouble(trouble(3)), PATIENCE_MS);
  const watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      heard = true;
      clearTimeout(silence);
      const point = [coords.longitude, coords.latitude];
      onFix({ point, accuracy_m: coords.accuracy, at: timestamp });
    },
    (error) => {
      if (error.code === 3 && heard) return;
      clearTimeout(silence);
      onTrouble(trouble(error.code));
    },
    { enableHighAccuracy: true, maximumAge: 5_000, timeout: PATIENCE_MS },
  );
  return () => {
    clearTimeout(silence);
    navigator.geolocation.clearWatch(watch);
  };
}

/** The blue dot and its accuracy ring on a map: {show(fix), remove()}. */
export function positionMark(map) {
  const layers = [];
  return {
    show(fix) {
      const at = [fix.point[1], fix.point[0]];
      if (!layers.length) {
        const renderer = L.svg(); // the ring takes its colours from the style sheet
        const icon = L.divIcon({ className: "me-dot", iconSize: [22, 22] });
        layers.push(
          L.circle(at, { radius: fix.accuracy_m, className: "me-ring", interactive: false, renderer }),
          L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: 900 }),
        );
        for (const layer of layers) layer.addTo(map);
      }
      for (const layer of layers) layer.setLatLng(at);
      layers[0].setRadius(fix.accuracy_m);
    },
    remove() {
      for (const layer of layers.splice(0)) layer.remove();
    },
  };
}
