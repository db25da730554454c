// The hazard whose label was scanned: its card, and the map on it.

import { ask } from "./ask.js";
import { toast } from "./element.js";

/**
 * Open what the page's address asks for (`?hazard=`), once the map's first answer is there.
 * @param {L.Layer} hazards the hazards' layer
 * @param {(id: string) => void} pick opens a card of a hazard that is on the map
 */
export async function openScanned(hazards, pick) {
  const id = new URLSearchParams(location.search).get("hazard");
  if (!id) return;
  try {
    const card = await ask(`/app/hazards/${encodeURIComponent(id)}/card`);
    if (!card.geometry) return;
    // Perhaps one of many, and not among those that the map was given.
    if (!hazards.features.some((each) => each.properties.id === id)) hazards.put(asFeature(card));
    pick(id);
  } catch (error) {
    toast(error.sentence || String(error));
  }
}

function asFeature({ id, geometry, code, kind, rank, status, name, overdue, last_visited_at, next_due_at }) {
  const properties = { id, code, kind, rank, status, draft: status === "draft", name, fields: {}, overdue, last_visited_at, next_due_at };
  return { type: "Feature", id, geometry, properties };
}
