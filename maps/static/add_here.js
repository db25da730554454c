// "Add here": press long on the map, or move it under a cross → kind → rank picture → save → undo.

import { ask, newKey } from "./ask.js";
import { el, icon, toast } from "./element.js";
import { placeOf } from "./ground_decode.js";
import { markSvg } from "./mark.js";
import { address, community } from "./place.js";
import { rankTag } from "./hazard_list.js";
import { scalePicture } from "./scales.js";
import { lang, t } from "./words.js";

const HALF_SEGMENT_M = 25;
let kinds = null;

/** The form for a new hazard at that place. */
export async function addAt({ map, ground, hazards, pick }, latlng) {
  try {
    kinds ||= await ask(address("/app/{community}/kinds"));
  } catch (error) {
    return void toast(error.sentence || String(error));
  }
  const here = L.circleMarker(latlng, { radius: 11, weight: 3, fill: false, interactive: false }).addTo(map);
  const chosen = await form(kinds);
  here.remove();
  if (!chosen) return;
  try {
    const geometry = await geometryAt(ground, chosen.kind, latlng, kinds);
    const body = { id: newKey(), kind: chosen.kind, scale: chosen.scale, geometry };
    if (chosen.name) body.name = chosen.name;
    const card = await ask(address("/app/{community}/hazards"), { method: "POST", body, key: body.id });
    saved(hazards, pick, card);
  } catch (error) {
    toast([error.sentence || String(error), ...(error.problems || []).map((one) => one.sentence || one.detail || "")].join(" "));
  }
}

async function saved(hazards, pick, card) {
  await hazards.refresh();
  if (!hazards.features.some((each) => each.properties.id === card.id) && card.geometry) {
    hazards.put({ type: "Feature", geometry: card.geometry, properties: { ...card, draft: true, status: "draft" } });
  }
  pick(card.id);
  toast(t("{code} is saved as a draft; a planner will look at it.", { code: card.code }), t("Undo"), async () => {
    try {
      await ask(`/app/hazards/${card.id}`, { method: "DELETE", match: card.version });
      hazards.take(card.id);
      document.querySelector("#card .card-head .button")?.click();
      toast(t("{code} is taken back.", { code: card.code }));
    } catch (error) {
      toast(error.sentence || String(error));
    }
  });
}

// ---- where

/** A cross in the middle and two buttons: for those who cannot or do not press long. */
export function chooseSpot(places) {
  const { map, host, sheet } = places;
  sheet.to("peek");
  const cross = el("div.cross", { "aria-hidden": "true" }, icon("locate"));
  map.getContainer().append(cross);
  askOnMap(host, t("Move the map until the cross is on the place."), [
    [t("Here"), () => { done(); addAt(places, map.getCenter()); }],
    [t("Cancel"), () => done()],
  ]);
  function done() { cross.remove(); host.hidden = true; }
}

/** Ask for one tap on the map; its place, or null when cancelled. */
export function askForTap({ map, host, sheet }, sentence) {
  sheet.to("peek");
  return new Promise((settle) => {
    const end = (place) => {
      map.off("click", tapped);
      map.getContainer().classList.remove("placing");
      host.hidden = true;
      // The tap that places must not also open a card.
      setTimeout(() => delete document.body.dataset.placing);
      settle(place);
    };
    const tapped = ({ latlng }) => end(latlng);
    document.body.dataset.placing = "true";
    map.getContainer().classList.add("placing");
    map.on("click", tapped);
    askOnMap(host, sentence, [[t("Cancel"), () => end(null)]]);
  });
}

function askOnMap(host, sentence, actions) {
  host.replaceChildren(el("p", { role: "status" }, sentence),
    ...actions.map(([word, onclick]) => el("button.button", { type: "button", onclick }, word)));
  host.hidden = false;
}

/** The geometry that a kind wants at a tapped place: a point, the building around it, or a
 *  stretch of the nearest street. */
export async function geometryAt(layer, kind, latlng, known = null) {
  kinds ||= known || (await ask(`/app/${encodeURIComponent(community)}/kinds`));
  const shapes = kinds.find((each) => each.id === kind)?.shapes || ["Point"];
  const ground = await layer.loaded;
  const { street, building } = layer.at(latlng);
  if (shapes.includes("Polygon") && building) return polygonOf(ground, building);
  if (shapes.includes("Point")) return { type: "Point", coordinates: [round(latlng.lng), round(latlng.lat)] };
  if (shapes.includes("LineString") && street) return stretchOf(ground, street);
  const near = 0.0001;
  const { lng, lat } = latlng;
  return { type: "LineString", coordinates: [[round(lng - near), round(lat)], [round(lng + near), round(lat)]] };
}

function round(degrees) { return Math.round(degrees * 1e6) / 1e6; }

function polygonOf({ origin }, { points }) {
  const ring = [];
  for (let i = 0; i < points.length; i += 2) ring.push(placeOf(origin, points[i], points[i + 1]));
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push(first);
  return { type: "Polygon", coordinates: [ring] };
}

/** Up to HALF_SEGMENT_M of the street to both sides of the tapped place. */
function stretchOf({ origin, metre }, { points, at, before }) {
  const most = HALF_SEGMENT_M * metre;
  const walk = (from, step) => {
    const found = [];
    let [x, y, left] = [at.x, at.y, most];
    for (let i = from; i >= 0 && i < points.length && left > 0; i += step) {
      const [dx, dy] = [points[i] - x, points[i + 1] - y];
      const long = Math.hypot(dx, dy);
      const share = Math.min(1, left / (long || 1));
      x += dx * share;
      y += dy * share;
      left -= long;
      found.push(placeOf(origin, x, y));
    }
    return found;
  };
  const line = [...walk(before, -2).reverse(), placeOf(origin, at.x, at.y), ...walk(before + 2, 2)];
  return { type: "LineString", coordinates: line.filter((place, i) => !i || String(place) !== String(line[i - 1])) };
}

// ---- kind, then rank

function form(all) {
  return new Promise((settle) => {
    const dialog = el("dialog.sheet.add-form");
    dialog.addEventListener("close", () => { dialog.remove(); settle(dialog.answer || null); });
    document.body.append(dialog);
    askKind(dialog, all);
    dialog.showModal();
  });
}

function word(thing) { return lang === "en" ? thing.en : thing.zh; }

function head(title, back, dialog) {
  return el("header.row", null,
    back ? el("button.button.icon", { type: "button", "aria-label": t("Back"), onclick: back }, icon("back")) : "",
    el("h2.grow", null, title),
    el("button.button.icon", { type: "button", "aria-label": t("Cancel"), onclick: () => dialog.close() }, icon("close")));
}

function askKind(dialog, all) {
  dialog.replaceChildren(head(t("What is here?"), null, dialog),
    el("div.choices", null, all.map((kind) => el("button.button.big.wide.kind", { type: "button", "data-kind": kind.id, onclick: () => askRank(dialog, all, kind) },
      markSvg(kind.id), el("span.grow", null, word(kind)), icon("next")))));
}

function askRank(dialog, all, kind) {
  const name = el("input", { type: "text", maxlength: "80", autocomplete: "off" });
  const save = el("button.button.main.big.wide", { type: "submit", disabled: true }, t("Save"));
  const pictures = (kind.scale?.choices || []).map((choice, place) => el(
    "label.picture", { "data-rank": choice.rank },
    el("input.unseen", { type: "radio", name: "scale", onchange: () => { dialog.scale = choice.value; save.disabled = false; } }),
    scalePicture(kind.id, choice.rank, place),
    el("b", null, word(choice)), rankTag(choice.rank)));
  const submit = (event) => {
    event.preventDefault();
    dialog.answer = { kind: kind.id, scale: dialog.scale, name: name.value.trim() };
    dialog.close();
  };
  dialog.replaceChildren(head(word(kind), () => askKind(dialog, all), dialog),
    el("form.stack", { onsubmit: submit },
      el("p.quiet", null, t("How bad is it? Choose the picture that is nearest.")),
      el("div.pictures", { role: "radiogroup", "aria-label": t("How bad is it? Choose the picture that is nearest.") }, pictures),
      el("label.field", null, el("span.label", null, t("Name, if it has one")), name),
      save));
}
