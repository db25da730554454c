// Leaflet's and its plug-ins' controls, said in the reader's language. Each waits for the words,
// in order, and settles with the control on its map.

import { toast } from "./element.js";
import { ready, t } from "./words.js";

export async function zoomControl(map) {
  await ready;
  return L.control.zoom({ zoomInTitle: t("Closer"), zoomOutTitle: t("Farther") }).addTo(map);
}

export async function fullscreenControl(map) {
  await ready;
  const control = L.control.fullscreen({ title: t("Full screen"), titleCancel: t("Leave full screen"), forceSeparateButton: true }).addTo(map);
  // It renews the title only; whoever cannot see the sign hears the label.
  map.on("enterFullscreen exitFullscreen", () => control.link.setAttribute("aria-label", control.link.title));
  return control;
}

/** "WGS84 116.38251, 39.77914": what the map's own coordinates are, whatever its tiles are in. */
export async function positionControl(map) {
  await ready;
  const formatter = (lng, lat) => `WGS84 ${lng.toFixed(5)}, ${lat.toFixed(5)}`;
  return new L.Control.MousePosition({ position: "bottomright", emptyString: "WGS84", formatter }).addTo(map);
}

export async function locateControl(map) {
  await ready;
  return L.control.locate({
    setView: "once", initialZoomLevel: 17, showPopup: false, showCompass: false,
    strings: { title: t("Where am I") },
    locateOptions: { watch: true, setView: false, enableHighAccuracy: true, timeout: 10_000 },
    // The plug-in's own would be alert boxes.
    onLocationError: (_, control) => { control?.stop(); toast(t("Your position could not be found. Allow it for this page, or go on without.")); },
    onLocationOutsideMapBounds: (control) => { control.stop(); toast(t("You are outside this map.")); },
  }).addTo(map);
}
