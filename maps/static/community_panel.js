// What stands beside the map: filter, list and card say the same as the map.

import { el, toast } from "./element.js";
import { groupRow, groupsTally } from "./group_list.js";
import { hazardList, tallyOf } from "./hazard_list.js";
import { ground, hazards, map } from "./made/map-community.js";
import { panel } from "./panel.js";
import { box, community, paddings } from "./place.js";
import { ready, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const sheet = panel($("panel"), $("panel-head"), $("grip"));
const list = hazardList($("list"), $("empty"), pick, (group) => groupRow(group, (each) => hazards.open(each)));
const soon = window.requestIdleCallback || ((work, { timeout = 800 } = {}) => setTimeout(work, timeout));
let [shownNow, wanted] = [null, null];

// ---- the list equals the map

hazards.on("list", (now) => {
  shownNow = now;
  if (wanted) return;
  // Fingers and the picture come first.
  wanted = soon(() => { wanted = null; say(shownNow); }, { timeout: 150 });
});

function say(now) {
  if (now.all === 0 && now.matched === undefined) return;
  const { strong, rest, overdue } = now.grouped ? groupsTally(now) : tallyOf(now);
  $("tally").replaceChildren(
    el("strong", null, strong), rest, rest && overdue ? " · " : "", overdue ? el("span.late", null, overdue) : "");
  $("panel").dataset.ready = "true";
  list.show(now.shown, now.all || now.cut ? t("Nothing here matches the filter. Move the map, or show all.") : t("No hazards yet. Add the first one: press long on the map."));
}

hazards.on("trouble", ({ sentence }) => {
  $("tally").replaceChildren(el("strong", null, t("Hazards could not be loaded")), sentence);
  toast(sentence, t("Try again"), () => hazards.refresh());
});

// ---- the filter is the legend

$("filters").addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (!chip) return;
  if (chip.id === "clear") for (const each of pressed()) each.setAttribute("aria-pressed", "false");
  else chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
  const of = (name) => pressed().map((each) => each.dataset[name]).filter(Boolean);
  const [kinds, ranks, due] = [of("kind"), of("rank").map(Number), of("due")];
  hazards.setFilter({
    kinds: kinds.length ? new Set(kinds) : null,
    ranks: ranks.length ? new Set(ranks) : null,
    due: due.length ? new Set(due) : null,
  });
  $("clear").hidden = pressed().length === 0;
});

function pressed() {
  return [...$("filters").querySelectorAll('[aria-pressed="true"]')];
}

// ---- a card on tap; its module is fetched when the map is done

const cards = () => import("./card.js");

hazards.on("pick", ({ feature }) => {
  if (document.body.dataset.placing) return;
  if (feature) pick(feature.properties.id);
  else close();
});

function pick(id) {
  const feature = hazards.features.find((each) => each.properties.id === id);
  if (!feature) return;
  hazards.choose(id);
  list.choose(id);
  $("panel").dataset.card = "true";
  $("card").hidden = false;
  $("card").scrollTop = 0;
  cards().then(({ openCard }) => openCard($("card"), feature, { close, changed: () => hazards.refresh() }));
  if (sheet.at() === "peek") sheet.to("half");
  bringIntoView(feature.at);
}

function close() {
  if ($("card").hidden) return;
  const id = $("card").dataset.hazard;
  $("card").hidden = true;
  delete $("card").dataset.hazard;
  delete $("panel").dataset.card;
  hazards.choose(null);
  list.choose(null);
  if (sheet.isSheet()) sheet.to("peek");
  else $("list").querySelector(`[data-hazard="${CSS.escape(id)}"]`)?.focus();
}

/** Into the part of the map that the sheet leaves free, where it is not there already. */
function bringIntoView(at) {
  const size = map.getSize();
  const free = sheet.isSheet() ? (size.y - 32) * 0.45 + 32 : size.y;
  const now = map.latLngToContainerPoint(at);
  const seen = now.x > 40 && now.x < size.x - 70 && now.y > 40 && now.y < free - 40;
  if (seen && map.getZoom() >= 15.5) return;
  const zoom = Math.max(map.getZoom(), 16.5);
  const middle = map.project(at, zoom).add([0, (size.y - free) / 2]);
  map.setView(map.unproject(middle, zoom), zoom);
}

addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

// ---- map buttons

$("zoom-in").addEventListener("click", () => map.zoomIn());
$("zoom-out").addEventListener("click", () => map.zoomOut());
$("legend-open").addEventListener("click", () => {
  $("legend").hidden = !$("legend").hidden;
  $("legend-open").setAttribute("aria-expanded", String(!$("legend").hidden));
});
map.on("click movestart", () => {
  $("legend").hidden = true;
  $("legend-open").setAttribute("aria-expanded", "false");
});
let me = null;
$("locate").addEventListener("click", () => map.locate({ setView: true, maxZoom: 17, enableHighAccuracy: true, timeout: 10000 }));
map.on("locationfound", ({ latlng, accuracy }) => {
  me?.remove();
  me = L.layerGroup([
    L.circle(latlng, { radius: accuracy, weight: 1, fillOpacity: 0.12, interactive: false }),
    L.marker(latlng, { icon: L.divIcon({ className: "me", iconSize: [18, 18] }), interactive: false, keyboard: false }),
  ]).addTo(map);
});
map.on("locationerror", () => toast(t("Your position could not be found. Allow it for this page, or go on without.")));

// ---- adding and placing: fetched when first wanted

const places = { map, ground, hazards, pick, sheet, host: $("place-here") };
const adding = () => import("./add_here.js");
map.on("contextmenu", async ({ latlng }) => (await adding()).addAt(places, latlng));
$("add").addEventListener("click", async () => (await adding()).chooseSpot(places));
if (box) map.on("resize", () => { if (!shownNow) map.fitBounds(box, paddings(map.getContainer())); });

ready.then(() => {
  hazards.tell();
  if (new URLSearchParams(location.search).has("hazard"))
    ground.namesAfter.then(async () => (await import("./open_hazard.js")).openScanned(hazards, pick));
  soon(async () => {
    cards();
    (await import("./demo.js")).onDemo(community);
    (await import("./waiting.js")).showWaiting($("waiting"), places);
  });
});
